import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Snapshot } from '@weaviate-export/usecases-export';
import { EmbeddedStore } from '../embedded/embedded-store.ts';
import { open } from '../embedded/open-snapshot.fixture.ts';
import { contentOf, digestOf, shardsOf, SnapshotThread } from '../embedded/snapshot-thread.fixture.ts';
import { uuid } from '../embedded/temporary-store.fixture.ts';
import {
  after,
  type Model,
  nextStep,
  objectOf,
  Random,
  SHARDS,
  type Step,
  TENANTS,
} from './stress-model.fixture.ts';
import { walkStore } from './store-walk.fixture.ts';

const TIME = 1_000;
const LIMITS = { objects: 500, bytes: 1 << 20 };
const MOST_HELD = 3;
/** Bytes of an export's record: of some tenants, and of many. */
const RECORD_BYTES = [900, 6_000, 60_000];

/** What the program is called with, as JSON. */
export interface LifeOrder {
  readonly folder: string;
  readonly seed: number;
  readonly life: number;
  readonly steps: number;
  /** A file with `Model[]`, of which the store holds one, each object by itself; the life puts the one there that it is. */
  readonly modelFile: string;
}

interface Held {
  readonly snapshot: Snapshot;
  readonly model: Model;
  readonly thread: SnapshotThread | undefined;
}

const [order] = process.argv.slice(2);
if (order !== undefined && import.meta.main) await live(JSON.parse(order) as LifeOrder);

/** Says `open` once the store has been walked, and the number of each step when it is done. */
async function live({ folder, seed, life, steps, modelFile }: LifeOrder): Promise<void> {
  const clock = { now: () => TIME, sleep: () => Promise.resolve() };
  let store = await EmbeddedStore.open({ path: folder, clock });
  let model = walkStore(store, JSON.parse(readFileSync(modelFile, 'utf8')) as Model[]);
  writeFileSync(modelFile, JSON.stringify([model]));
  writeSync(1, 'open\n');
  let held: Held[] = [];
  for (let index = 0; index < steps; index += 1) {
    const random = new Random(seed, life, index);
    const step = nextStep(model, random, life * 1_000 + index + 1);
    if (step.kind === 'hold' && held.length < MOST_HELD) held.push(await hold(store, model, random));
    if (step.kind === 'release' && held.length > 0) await release(held.shift()!);
    if (step.kind === 'reopen') {
      for (const one of held) await release(one);
      held = [];
      await store[Symbol.asyncDispose]();
      store = await EmbeddedStore.open({ path: folder, clock });
      walkStore(store, [model]);
    }
    await take(store, step);
    model = after(model, step);
    writeSync(1, `${index}\n`);
  }
  for (const one of held) await release(one);
  walkStore(store, [model]);
  await store[Symbol.asyncDispose]();
}

async function take(store: EmbeddedStore, step: Step): Promise<void> {
  if (step.kind === 'record') {
    const { databases } = store;
    for (let time = 0; time < step.times; time += 1) {
      const record = { text: 'r'.repeat(RECORD_BYTES[time % RECORD_BYTES.length]!) };
      await databases.write(() => void databases.exports.put(Uint8Array.of(time % 4, 1), record as never));
    }
  }
  if (!('shelf' in step)) return;
  const [name, tenant] = step.shelf.split('/') as [string, string | undefined];
  if (step.kind === 'drop') {
    if (tenant === undefined) await store.deleteClass(name);
    else if (store.getClass(name) !== null) await store.tenants.delete(name, [tenant]);
    return;
  }
  if (store.getClass(name) === null) {
    const multiTenancyConfig = { enabled: name === TENANTS, autoTenantCreation: true };
    await store.createClass({
      class: name,
      multiTenancyConfig,
      ...(name !== TENANTS && { shardingConfig: { desiredCount: SHARDS[name]! } }),
    });
  }
  if (step.kind === 'put') {
    const objects = step.numbers.map((number) => objectOf(number, step.version));
    await store.upsert(name, objects, tenant);
  } else {
    await Promise.all(step.numbers.map((number) => store.delete(name, uuid(number), tenant)));
  }
}

async function hold(store: EmbeddedStore, model: Model, random: Random): Promise<Held> {
  const thread = random.below(3) === 0 ? await SnapshotThread.start() : undefined;
  const classes = store.listClasses().map((definition) => definition.class);
  const snapshot = await open(store, classes, async (source) => thread?.open(source));
  return { snapshot, model, thread };
}

/** Reads all of the snapshot, on its thread too, and compares it with what the store held when it was opened. */
async function release({ snapshot, model, thread }: Held): Promise<void> {
  const shards = shardsOf(snapshot.classes);
  const content = await contentOf(snapshot, shards, LIMITS);
  if (thread !== undefined) {
    const other = await thread.content(shards, LIMITS);
    await thread.release();
    await thread[Symbol.asyncDispose]();
    if (!isDeepStrictEqual(other, content)) throw new Error('a thread read another snapshot');
  }
  await snapshot[Symbol.asyncDispose]();
  const expected = Object.entries(model).flatMap(([shelf, numbers]) =>
    Object.entries(numbers).map(([number, version]) => {
      const { id, vector, properties } = objectOf(Number(number), version);
      return [shelf.split('/')[0]!, id, digestOf(TIME, vector, properties)].join();
    }),
  );
  const found = content.objects.map((object) => object.join());
  if (!isDeepStrictEqual(found.sort(), expected.sort())) throw new Error('a snapshot has changed');
}
