import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { RestClient, type RestoreRequest, type RestoreStatus } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startHost } from './host.fixture.ts';
import { Program } from './program.fixture.ts';

/** Several row groups, so that some are written as others are read. */
const OBJECTS = 15_000;
const NOTES = 300;
/** Ends what hangs. */
const WAIT_MS = 100_000;
const { RESTORE_KILLS = '5' } = process.env;
const SEEDS = Array.from({ length: Number(RESTORE_KILLS) }, (_, seed) => seed);
/** What is restored, by what is there: nothing, or some objects that differ, others that the export does not have. */
const KINDS = ['new', 'skip', 'replace'] as const;
type Kind = (typeof KINDS)[number];

const idOf = (number: number): string => `a0000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
const range = (length: number, step = 1): number[] => Array.from({ length }, (_, index) => index * step);
const objectOf = (number: number, version: string) => ({
  id: idOf(number),
  vector: Float32Array.of(number, 0.5),
  namedVectors: null,
  properties: JSON.stringify({ version }),
});
/** Versions of objects by their ids. */
type Held = ReadonlyMap<string, string>;
const held = (numbers: readonly number[], version: string): [string, string][] =>
  numbers.map((number) => [idOf(number), version]);

/** In `There` and in the tenants of `NotesThere` before the restore. */
const BEFORE: Held = new Map(
  held([...range(9_000, 3), ...range(5).map((one) => OBJECTS + 9_000 + one)], 'old'),
);
const NOTES_BEFORE: Held = new Map(held(range(100, 2), 'old'));
const EXPORTED: Held = new Map(held(range(OBJECTS), 'exported'));
const NOTES_EXPORTED: Held = new Map(held(range(NOTES), 'exported'));

/** What a restore leaves that succeeds. */
const merged = (kind: Kind, before: Held, exported: Held): Held =>
  kind === 'skip' ? new Map([...exported, ...before]) : new Map([...before, ...exported]);

const requestOf = (kind: Kind): RestoreRequest =>
  kind === 'new'
    ? { include: ['Plain', 'Notes'], rename: { Plain: 'Copy', Notes: 'NotesCopy' } }
    : {
        ...{ include: ['Plain', 'Notes'], rename: { Plain: 'There', Notes: 'NotesThere' } },
        onConflict: kind,
      };

describe('a server that is killed in the middle of a restore', () => {
  let master: string;
  let tookMs: number;
  const ends: (string | undefined)[] = [];
  beforeAll(async () => {
    master = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    {
      await using store = await EmbeddedStore.open({ path: master });
      const tenants = { multiTenancyConfig: { enabled: true } };
      for (const name of ['Plain', 'There']) await store.createClass({ class: name });
      for (const name of ['Notes', 'NotesThere']) await store.createClass({ class: name, ...tenants });
      await store.tenants.create(
        'Notes',
        ['a', 'b', 'c'].map((name) => ({ name, status: 'HOT' })),
      );
      await store.tenants.create(
        'NotesThere',
        ['a', 'b'].map((name) => ({ name, status: 'HOT' })),
      );
      await store.upsert(
        'Plain',
        range(OBJECTS).map((number) => objectOf(number, 'exported')),
      );
      const versioned = (of: Held) => [...of].map(([id, version]) => ({ ...objectOf(0, version), id }));
      await store.upsert('There', versioned(BEFORE));
      for (const tenant of ['a', 'b']) {
        await store.upsert('Notes', versioned(NOTES_EXPORTED), tenant);
        await store.upsert('NotesThere', versioned(NOTES_BEFORE), tenant);
      }
      await store.tenants.update('Notes', [{ name: 'b', status: 'COLD' }]);
      await store.tenants.update('NotesThere', [{ name: 'b', status: 'COLD' }]);
    }
    await using host = await startHost({ PERSISTENCE_DATA_PATH: master });
    await host.client.export('filesystem', { id: 'whole', include: ['Plain', 'Notes'] });
    expect(await host.client.finished('filesystem', 'whole')).toMatchObject({ status: 'SUCCESS' });
    await host[Symbol.asyncDispose]();
    // In a process of its own, as the others are.
    const folder = await copyOf(master);
    {
      await using program = new Program({ PERSISTENCE_DATA_PATH: folder });
      const client = new RestClient({ url: await program.url() });
      await program.logged('ready');
      const start = performance.now();
      await client.restore('filesystem', 'whole', requestOf('replace'));
      await ended(client);
      tookMs = performance.now() - start;
    }
    await rm(folder, { recursive: true });
  });
  afterAll(() => rm(master, { recursive: true }));

  async function copyOf(path: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    await cp(path, folder, { recursive: true });
    return folder;
  }

  async function ended(client: RestClient): Promise<RestoreStatus> {
    return vi.waitFor(
      async () => {
        const status = await client.restoreStatus('filesystem', 'whole');
        expect(status.status).toMatch(/SUCCESS|FAILED|CANCELED/);
        return status;
      },
      { timeout: WAIT_MS, interval: 5 },
    );
  }

  async function objectsOf(client: RestClient, name: string, tenant?: string): Promise<Held> {
    const found = new Map<string, string>();
    for (let after = ''; ;) {
      const where = tenant === undefined ? '' : `&tenant=${tenant}`;
      const path = `/objects?class=${name}&limit=10000&after=${after}${where}`;
      const { objects } = await client.call<{
        objects: { id: string; properties: { version: string } }[];
      }>('GET', path);
      for (const { id, properties } of objects) found.set(id, properties.version);
      after = objects.at(-1)?.id ?? '';
      if (objects.length < 10_000) return found;
    }
  }

  async function statusOf(client: RestClient): Promise<RestoreStatus | undefined> {
    try {
      return await client.restoreStatus('filesystem', 'whole');
    } catch (error) {
      expect(error).toMatchObject({ code: 'NOT_FOUND' });
      return undefined;
    }
  }

  /** Tenant b is COLD, and has to be HOT to be looked into. */
  async function contentsOf(
    client: RestClient,
    names: readonly [string, string],
  ): Promise<Record<string, Held>> {
    const [plain, notes] = names;
    const tenants = await client.call<{ activityStatus: string }[]>('GET', `/schema/${notes}/tenants`);
    expect(tenants.slice(0, 2).map(({ activityStatus }) => activityStatus)).toEqual(['HOT', 'COLD']);
    await client.call('PUT', `/schema/${notes}/tenants`, [{ name: 'b', activityStatus: 'HOT' }]);
    const contents = {
      plain: await objectsOf(client, plain),
      a: await objectsOf(client, notes, 'a'),
      b: await objectsOf(client, notes, 'b'),
    };
    await client.call('PUT', `/schema/${notes}/tenants`, [{ name: 'b', activityStatus: 'COLD' }]);
    return contents;
  }

  function expectWhole(kind: Kind, contents: Record<string, Held>): void {
    const [before, notes] = kind === 'new' ? [new Map(), new Map()] : [BEFORE, NOTES_BEFORE];
    expect(contents['plain']).toEqual(merged(kind, before, EXPORTED));
    for (const tenant of ['a', 'b']) expect(contents[tenant]).toEqual(merged(kind, notes, NOTES_EXPORTED));
  }

  /** Every object is as it was, or as it is in the export, and then one of those that the status names. */
  function expectNamed(kind: Kind, status: RestoreStatus | undefined, contents: Record<string, Held>): void {
    const check = (now: Held, before: Held, exported: Held, name: string, tenant?: string): void => {
      const ranges = status?.progress[name]?.written ?? [];
      const isNamed = (id: string): boolean =>
        ranges.some((one) => (one.tenant ?? tenant) === tenant && id >= one.lowestId && id <= one.highestId);
      const whole = merged(kind, before, exported);
      for (const id of new Set([...before.keys(), ...now.keys()])) {
        if (now.get(id) === before.get(id)) continue;
        expect([id, now.get(id), isNamed(id)]).toEqual([id, whole.get(id), true]);
      }
    };
    check(contents['plain']!, BEFORE, EXPORTED, 'There');
    for (const tenant of ['a', 'b'])
      check(contents[tenant]!, NOTES_BEFORE, NOTES_EXPORTED, 'NotesThere', tenant);
  }

  it.each(SEEDS)(
    'leaves nothing that its status does not tell, and restores again (seed %i)',
    async (seed) => {
      const kind = KINDS[seed % KINDS.length]!;
      const names = kind === 'new' ? (['Copy', 'NotesCopy'] as const) : (['There', 'NotesThere'] as const);
      const folder = await copyOf(master);
      const environment = { PERSISTENCE_DATA_PATH: folder };
      {
        await using program = new Program(environment);
        const client = new RestClient({ url: await program.url() });
        await program.logged('ready');
        const started = client.restore('filesystem', 'whole', requestOf(kind)).catch(() => undefined);
        // From the request to a little behind the end; the golden ratio spreads the moments evenly.
        await pause(((seed * 0.618_034) % 1) * tookMs * 1.1);
        program.child.kill('SIGKILL');
        await program.ended();
        await started;
      }
      {
        await using host = await startHost(environment);
        const { client } = host;
        const status = await statusOf(client);
        ends.push(status?.status);
        if (status !== undefined) expect(status.status).toMatch(/^(SUCCESS|FAILED)$/);
        const { classes } = await client.call<{ classes: { class: string }[] }>('GET', '/schema');
        const there = classes.map((one) => one.class).sort();
        const isMade = kind === 'new' && status?.status === 'SUCCESS';
        const all = ['Notes', 'NotesThere', 'Plain', 'There', ...(isMade ? ['Copy', 'NotesCopy'] : [])];
        expect(there).toEqual(all.sort());
        if (status?.status === 'SUCCESS') expectWhole(kind, await contentsOf(client, names));
        else if (kind !== 'new') expectNamed(kind, status, await contentsOf(client, names));

        await client.restore('filesystem', 'whole', {
          ...requestOf(kind),
          ...(isMade && { onConflict: 'replace' }),
        });
        expect(await ended(client)).toMatchObject({ status: 'SUCCESS', classes: names });
        expectWhole(kind, await contentsOf(client, names));
      }
      await rm(folder, { recursive: true });
    },
  );

  it('was in its middle some of the times', () => {
    expect(ends).toContain('FAILED');
  });
});
