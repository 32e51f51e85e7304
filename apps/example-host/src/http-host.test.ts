import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportStatus } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpHost } from './http-host.ts';

const ADA = { 'x-reader': 'ada' };
/** How long an export of three books may take, in milliseconds. */
const DEADLINE_MS = 100_000;

describe('a host on plain node:http', () => {
  let folder: string;
  let host: Awaited<ReturnType<typeof startHttpHost>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http-host-'));
    host = await startHttpHost(folder);
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const call = (method: string, path: string, body?: string, headers: Record<string, string> = ADA) =>
    fetch(`${host.url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });
  const export_ = (body: string, headers?: Record<string, string>) =>
    call('POST', '/v1/export/filesystem', body, headers);

  it('serves the export API beside its own answers', async () => {
    const started = await export_('{"id":"library"}');
    expect(started.status).toBe(200);
    expect(await started.json()).toMatchObject({ status: 'STARTED', classes: ['Book'] });

    const status = async (): Promise<ExportStatus> =>
      (await (await call('GET', '/v1/export/filesystem/library')).json()) as ExportStatus;
    await expect.poll(status, { timeout: DEADLINE_MS }).toMatchObject({
      status: 'SUCCESS',
      progress: { Book: { objectsExported: 3 } },
    });
    expect(await readdir(join(folder, 'library'))).toContain('Book.parquet');

    const listed = await call('GET', '/v1/export/filesystem?limit=1');
    expect(await listed.json()).toEqual([{ ...(await status()), shardStatus: {} }]);
    expect((await call('DELETE', '/v1/export/filesystem/library')).status).toBe(409);
    expect(await (await call('GET', '/')).text()).toBe('a library');
  });

  it.each([
    ['broken JSON', () => export_('{'), 400, /^malformed JSON/],
    [
      'a body that is too large',
      () => export_(`{"id":"${'x'.repeat(2 ** 20)}"}`),
      413,
      /limit of 1048576 bytes/,
    ],
    [
      'a caller whom it does not know',
      () => export_('{"id":"a"}', { 'x-reader': 'eve' }),
      401,
      /^no or wrong/,
    ],
    [
      'an unknown id',
      () => call('GET', `/v1/export/filesystem/${'x'.repeat(128)}`),
      404,
      /^export not found/,
    ],
    [
      'an id that is too long',
      () => call('GET', `/v1/export/filesystem/${'x'.repeat(129)}`),
      422,
      /at most 128/,
    ],
    ['a path that is none', () => call('GET', '/v1/export/a/b/c'), 404, /^path GET \/v1\/export\/a\/b\/c/],
  ])('refuses %s in the shape of the API', async (_what, answer, status, message) => {
    const response = await answer();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: [{ message: expect.stringMatching(message) as string }] });
  });
});
