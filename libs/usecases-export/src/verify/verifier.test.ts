import { ExportError } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExports, type Exports } from '../create-scheduler.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { everyone, SOURCE } from '../stored/array-source.fixture.ts';

const LONG_MS = 100_000;

const backend = new MemoryBackend('filesystem', false);
let authorizer: Authorizer;
const asked: Authorizer = {
  authorize: (...call) => authorizer.authorize(...call),
  filter: (...call) => authorizer.filter(...call),
};
const exports: Exports = createExports(
  { authorizer: asked, db: SOURCE, backends: backend },
  { parallelism: 1, owner: 'test' },
);
let whole: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  authorizer = everyone;
  await exports.scheduler.export(null, 'filesystem', { id: 'e' });
  await exports.scheduler.finished(null, 'filesystem', 'e', {}, AbortSignal.timeout(LONG_MS));
  whole = new Map(backend.files);
});
beforeEach(() => {
  authorizer = everyone;
  backend.before = () => undefined;
  for (const [name, bytes] of whole) backend.files.set(name, bytes);
});
afterAll(() => exports[Symbol.asyncDispose]());

const verify = (id = 'e', request = {}) => exports.verifier.verify(null, 'filesystem', id, request);
const finished = (id = 'e') =>
  exports.verifier.finished(null, 'filesystem', id, {}, AbortSignal.timeout(LONG_MS));

describe('a verification', () => {
  it('of an export that was never started here is not found', async () => {
    await expect(finished()).rejects.toMatchObject({ code: 'VERIFICATION_NOT_FOUND' });
  });

  it('begins, goes on beside others, and tells how it ended', async () => {
    expect(await verify('e', { against: 'source' })).toMatchObject({
      ...{ id: 'e', backend: 'filesystem', path: 'filesystem://e', status: 'STARTED', against: 'source' },
    });
    expect(await finished()).toMatchObject({
      status: 'SUCCESS',
      classes: ['Generated', 'Tenants', 'Empty'],
      progress: { Generated: { objectsChecked: 130, comparison: { same: 130 } } },
      findings: [],
      findingsTotal: 0,
    });
  });

  it('tells what it found, and has failed then', async () => {
    backend.files.delete('filesystem://e/Generated.parquet');
    await verify();
    expect(await finished()).toMatchObject({
      status: 'FAILED',
      findings: [{ file: 'Generated.parquet', class: 'Generated', problem: 'is missing' }],
      findingsTotal: 1,
    });
  });

  it('fails with the error of a backend that gives out', async () => {
    backend.before = (operation) => {
      if (operation === 'list') throw new ExportError('BACKEND_UNREACHABLE', ['filesystem', 'here', 'gone']);
    };
    await verify();
    expect(await finished()).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('cannot be reached') as string,
    });
  });

  it('counts within the limit of exports, and runs once at a time for an export', async () => {
    const gate = Promise.withResolvers<void>();
    backend.before = (operation) => (operation === 'list' ? gate.promise : undefined);
    await verify();
    await expect(verify()).rejects.toMatchObject({ code: 'VERIFICATION_ALREADY_ACTIVE' });
    backend.before = () => undefined;
    await expect(exports.scheduler.export(null, 'filesystem', { id: 'other' })).rejects.toMatchObject({
      code: 'EXPORT_ALREADY_ACTIVE',
    });
    gate.resolve();
    await finished();
    await verify();
    expect(await finished()).toMatchObject({ status: 'SUCCESS' });
  });

  it.each([
    ['nobody', {}, 'EXPORT_NOT_FOUND'],
    ['A b', {}, 'ID_MALFORMED'],
    ['e', { against: 'nothing' }, 'FIELD_INVALID'],
    ['e', { config: { bucket: 'b' } }, 'FIELD_INVALID'],
  ])('is refused: %s with %j', async (id, request, code) => {
    await expect(verify(id, request)).rejects.toMatchObject({ code });
  });

  it('is for those who may read the export, with all of its classes', async () => {
    const calls: unknown[] = [];
    authorizer = {
      ...everyone,
      authorize: async (principal, verb, resources) => {
        calls.push([verb, ...resources]);
        const [resource] = resources;
        if (resource?.type === 'export' && resource.classes?.includes('Tenants'))
          throw new ExportError('FORBIDDEN', [principal?.username ?? 'anonymous', 'read it']);
      },
    };
    await expect(verify()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(calls).toEqual([
      ['read', { type: 'export', backend: 'filesystem', id: 'e' }],
      [
        'read',
        { type: 'export', backend: 'filesystem', id: 'e', classes: ['Generated', 'Tenants', 'Empty'] },
      ],
    ]);
  });

  it('ends when the host does, and says so', async () => {
    backend.before = (operation) => (operation === 'list' ? new Promise<never>(() => undefined) : undefined);
    await verify();
    await exports.verifier.stop(0);
    expect(await finished()).toMatchObject({
      status: 'CANCELED',
      error: expect.stringContaining('shutting down') as string,
    });
    await expect(verify()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
