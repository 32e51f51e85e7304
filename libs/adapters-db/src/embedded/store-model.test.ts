import { isExportError } from '@weaviate-export/entities-export';
import { type Snapshot } from '@weaviate-export/usecases-export';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import { LIMITS, open } from './open-snapshot.fixture.ts';
import { contentOf, shardsOf } from './snapshot-thread.fixture.ts';
import { eventually, plainObject, storedObjects, temporaryFolder, uuid } from './temporary-store.fixture.ts';
import { TENANT_STATUSES, type TenantStatus } from './tenant.ts';

const SEED = 20_251;
/** Each run of some 30 steps waits for as many flushes to disk. */
const RUNS = 30;

interface Settings {
  readonly autoTenantCreation: boolean;
  readonly autoTenantActivation: boolean;
}

/** What the store promises to hold: tenants by name, with the ids of their objects. */
type Model = Map<string, { status: TenantStatus; ids: Set<string> }>;

/** One use of a store, and of the model: both give the same, or throw an error of the same code. */
interface Step {
  store(store: EmbeddedStore): unknown;
  model(model: Model, settings: Settings): unknown;
}

class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function listed(model: Model): unknown[] {
  return [...model]
    .map(([name, { status, ids }]) => ({ name, status, objects: ids.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function idsRead(model: Model, tenant: string): Set<string> {
  const found = model.get(tenant);
  if (found === undefined) throw new Refusal('TENANT_NOT_FOUND');
  if (found.status !== 'HOT') throw new Refusal('TENANT_NOT_ACTIVE');
  return found.ids;
}

function idsWritten(model: Model, tenant: string, settings: Settings, adding: boolean): Set<string> {
  if (adding && settings.autoTenantCreation && !model.has(tenant))
    model.set(tenant, { status: 'HOT', ids: new Set() });
  const found = model.get(tenant);
  if (found !== undefined && settings.autoTenantActivation) found.status = 'HOT';
  return idsRead(model, tenant);
}

const number = fc.integer({ min: 0, max: 9 });
const tenant = fc.constantFrom('a', 'B', 'a-b', '_');
const status = fc.constantFrom(...TENANT_STATUSES);
const tenants = fc.uniqueArray(fc.record({ name: tenant, status }), { selector: ({ name }) => name });

const creates = tenants.map<Step>((tenants) => ({
  store: async (store) => (await store.tenants.create('A', tenants)).length,
  model: (model) => {
    for (const { name, status } of tenants) if (!model.has(name)) model.set(name, { status, ids: new Set() });
    return tenants.length;
  },
}));
const updates = tenants.map<Step>((tenants) => ({
  store: async (store) => (await store.tenants.update('A', tenants)).map(({ status }) => status),
  model: (model) =>
    tenants.map(({ name, status }) => {
      const found = model.get(name);
      if (found === undefined) throw new Refusal('TENANT_NOT_FOUND');
      return (found.status = status);
    }),
}));
const deletesTenants = fc.array(tenant, { maxLength: 3 }).map<Step>((names) => ({
  store: (store) => store.tenants.delete('A', names),
  model: (model) => names.filter((name) => model.delete(name)).length,
}));
const upserts = fc.tuple(fc.array(number, { maxLength: 25 }), tenant).map<Step>(([numbers, tenant]) => ({
  store: async (store) =>
    (
      await store.upsert(
        'A',
        numbers.map((number) => plainObject(number)),
        tenant,
      )
    ).length,
  model: (model, settings) => {
    const ids = idsWritten(model, tenant, settings, true);
    for (const number of numbers) ids.add(uuid(number));
    return numbers.length;
  },
}));
const inserts = fc.tuple(number, tenant).map<Step>(([number, tenant]) => ({
  store: async (store) => (await store.insert('A', plainObject(number), tenant)).id,
  model: (model, settings) => {
    const ids = idsWritten(model, tenant, settings, true);
    if (ids.has(uuid(number))) throw new Refusal('OBJECT_ALREADY_EXISTS');
    ids.add(uuid(number));
    return uuid(number);
  },
}));
const deletes = fc.tuple(number, tenant).map<Step>(([number, tenant]) => ({
  store: (store) => store.delete('A', uuid(number), tenant),
  model: (model, settings) => idsWritten(model, tenant, settings, false).delete(uuid(number)),
}));
const reads = fc.tuple(number, tenant).map<Step>(([number, tenant]) => ({
  store: (store) => [
    store.has('A', uuid(number), tenant),
    store.list('A', { limit: 5, after: uuid(number), tenant }).map(({ id }) => id),
  ],
  model: (model) => {
    const ids = idsRead(model, tenant);
    const sorted = [...ids].sort().filter((id) => id > uuid(number));
    return [ids.has(uuid(number)), sorted.slice(0, 5)];
  },
}));

const step = fc.oneof(creates, updates, deletesTenants, upserts, inserts, deletes, reads);
const steps = fc.array(fc.oneof({ weight: 12, arbitrary: step }, fc.constantFrom('snapshot', 'reopen')), {
  minLength: 10,
  maxLength: 50,
});

async function outcome(use: () => unknown): Promise<unknown> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof Refusal || isExportError(error)) return error.code;
    throw error;
  }
}

/** Shards and ids of a snapshot, and what the model had when it was opened. */
async function expectSnapshot(snapshot: Snapshot, model: Model): Promise<void> {
  const [held] = snapshot.classes;
  const shards = [...model]
    .map(([name, { status, ids }]) => ({
      name,
      objects: ids.size,
      ...(status === 'FROZEN' && { skipReason: 'tenant status is FROZEN' }),
      ...(status === 'COLD' && { tenantStatus: status }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(held?.shards).toEqual(shards);
  const { objects } = await contentOf(snapshot, shardsOf(snapshot.classes), LIMITS);
  expect(objects.map(([, id]) => id)).toEqual(
    shards.flatMap(({ name }) => [...(model.get(name)?.ids ?? [])].sort()),
  );
}

it('a store with tenants holds just what was acknowledged, and its snapshots what it held when they were opened', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ autoTenantCreation: fc.boolean(), autoTenantActivation: fc.boolean() }),
      steps,
      async (settings, steps) => {
        using folder = temporaryFolder();
        let store = await EmbeddedStore.open(folder);
        let snapshots: [Snapshot, Model][] = [];
        const checkSnapshots = async () => {
          for (const [snapshot, model] of snapshots) {
            await expectSnapshot(snapshot, model);
            await snapshot[Symbol.asyncDispose]();
          }
          snapshots = [];
        };
        try {
          await store.createClass({ class: 'A', multiTenancyConfig: { enabled: true, ...settings } });
          let model: Model = new Map();
          for (const step of steps) {
            if (step === 'snapshot') {
              snapshots.push([await open(store, ['A']), structuredClone(model)]);
            } else if (step === 'reopen') {
              await checkSnapshots();
              await store[Symbol.asyncDispose]();
              store = await EmbeddedStore.open(folder);
            } else {
              const changed = structuredClone(model);
              const expected = await outcome(() => {
                const result = step.model(changed, settings);
                model = changed;
                return result;
              });
              expect(await outcome(() => step.store(store))).toEqual(expected);
            }
            expect(store.tenants.list('A')).toEqual(listed(model));
          }
          await checkSnapshots();
          const objects = [...model.values()].reduce((sum, { ids }) => sum + ids.size, 0);
          expect(store.count('A')).toBe(objects);
          await eventually(() => expect(storedObjects(store)).toBe(objects));
        } finally {
          await store[Symbol.asyncDispose]();
        }
      },
    ),
    { seed: SEED, numRuns: RUNS },
  );
});
