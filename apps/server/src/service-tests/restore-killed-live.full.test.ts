import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RestClient, type RestoreRequest, type RestoreStatus } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';
import { Program } from './program.fixture.ts';

const OBJECTS = 4_000;
const { RESTORE_KILLS = '5' } = process.env;
const SEEDS = Array.from({ length: Number(RESTORE_KILLS) }, (_, seed) => seed);
/** Ends what hangs. */
const WAIT_MS = 100_000;

const idOf = (number: number): string => `a0000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

describe('a server in front of a Weaviate that is killed in the middle of a restore', () => {
  let weaviate: Host;
  let folder: string;
  let environment: Record<string, string>;
  let tookMs: number;
  const ends: (string | undefined)[] = [];

  beforeAll(async () => {
    // This project's own server is the Weaviate.
    weaviate = await startHost();
    folder = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    environment = {
      PERSISTENCE_DATA_PATH: folder,
      EXPORT_SOURCE: 'weaviate',
      WEAVIATE_URL: weaviate.server.url,
      WEAVIATE_GRPC_URL: `http://127.0.0.1:${weaviate.server.grpcPort}`,
    };
    const { client } = weaviate;
    await client.call('POST', '/schema', { class: 'Plain' });
    await client.call('POST', '/schema', { class: 'Notes', multiTenancyConfig: { enabled: true } });
    await client.call('POST', '/schema/Notes/tenants', [{ name: 'a' }, { name: 'b' }]);
    for (let from = 0; from < OBJECTS; from += 1_000) {
      const numbers = Array.from({ length: 1_000 }, (_, index) => from + index);
      const objects = numbers.map((number) => ({ class: 'Plain', id: idOf(number), vector: [number, 0.5] }));
      await client.call('POST', '/batch/objects', { objects });
    }
    const notes = ['a', 'b'].map((tenant) => ({ class: 'Notes', id: idOf(1), tenant }));
    await client.call('POST', '/batch/objects', { objects: notes });
    await using program = new Program(environment);
    const server = new RestClient({ url: await program.url() });
    await program.logged('ready');
    await server.export('filesystem', { id: 'whole' });
    expect(await server.finished('filesystem', 'whole')).toMatchObject({ status: 'SUCCESS' });
    const start = performance.now();
    await server.restore('filesystem', 'whole', { rename: { Plain: 'There', Notes: 'NotesThere' } });
    expect(await ended(server)).toMatchObject({ status: 'SUCCESS' });
    tookMs = performance.now() - start;
    await client.call('PUT', '/schema/NotesThere/tenants', [{ name: 'b', activityStatus: 'COLD' }]);
  });
  afterAll(async () => {
    await weaviate[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  function ended(client: RestClient): Promise<RestoreStatus> {
    return vi.waitFor(
      async () => {
        const status = await client.restoreStatus('filesystem', 'whole');
        expect(status.status).toMatch(/SUCCESS|FAILED|CANCELED/);
        return status;
      },
      { timeout: WAIT_MS, interval: 5 },
    );
  }

  const classes = async (): Promise<string[]> => {
    const schema = await weaviate.client.call<{ classes: { class: string }[] }>('GET', '/schema');
    return schema.classes.map((one) => one.class).sort();
  };
  const tenants = (name: string): Promise<unknown> => weaviate.client.call('GET', `/schema/${name}/tenants`);

  it.each(SEEDS)('leaves no class, no mark and no tenant awake (seed %i)', async (seed) => {
    const isNew = seed % 2 === 0;
    const [plain, notes] = isNew ? ['Copy', 'NotesCopy'] : ['There', 'NotesThere'];
    const before = await classes();
    const request: RestoreRequest = {
      rename: { Plain: plain, Notes: notes },
      onConflict: isNew ? 'fail' : 'replace',
    };
    let restored: RestoreStatus | undefined;
    {
      await using program = new Program(environment);
      const client = new RestClient({ url: await program.url() });
      await program.logged('ready');
      const started = client.restore('filesystem', 'whole', request).then(
        (status) => (restored = status),
        () => undefined,
      );
      // From the request to a little behind the end; the golden ratio spreads the moments evenly.
      await pause(((seed * 0.618_034) % 1) * tookMs * 1.1);
      program.child.kill('SIGKILL');
      await program.ended();
      await started;
    }
    await using program = new Program(environment);
    const client = new RestClient({ url: await program.url() });
    await program.logged('ready');
    const { status, startedAt } = await client.restoreStatus('filesystem', 'whole');
    const isTold = restored === undefined || startedAt === restored.startedAt;
    expect([isTold, status]).toEqual([true, expect.stringMatching(/^(SUCCESS|FAILED)$/)]);
    ends.push(status);
    const isMade = (await classes()).includes('Copy');
    if (isNew && restored !== undefined) expect(isMade).toBe(status === 'SUCCESS');
    expect(await classes()).toEqual([...before, ...(isNew && isMade ? ['Copy', 'NotesCopy'] : [])].sort());
    expect(await tenants('NotesThere')).toMatchObject([
      { name: 'a', activityStatus: 'HOT' },
      { name: 'b', activityStatus: 'COLD' },
    ]);

    await client.restore('filesystem', 'whole', { ...request, ...(isMade && { onConflict: 'replace' }) });
    expect(await ended(client)).toMatchObject({
      status: 'SUCCESS',
      progress: { [plain]: { objectsRestored: OBJECTS }, [notes]: { objectsRestored: 2 } },
    });
    const { objects } = await weaviate.client.call<{ objects: object[] }>(
      'GET',
      `/objects?class=${plain}&limit=10000`,
    );
    expect(objects).toHaveLength(OBJECTS);
    for (const name of isNew ? ['Copy', 'NotesCopy'] : [])
      await weaviate.client.call('DELETE', `/schema/${name}`);
    expect(await classes()).toEqual(before);
  });

  it('was in its middle some of the times', () => {
    expect(ends).toContain('FAILED');
  });
});
