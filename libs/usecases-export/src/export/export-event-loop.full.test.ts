import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keepWorkers, until, World } from './export-world.fixture.ts';
import { longestTurns, type LongestTurns } from '../conformance/longest-turns.ts';
import { Gate } from './gate.fixture.ts';
import { manyTenants } from './many-tenants.fixture.ts';
import { WideSource } from './wide-source.fixture.ts';

const workers = keepWorkers();

/**
 * What no turn of the event loop may take, in milliseconds of the thread's own time. The goal is 10 (docs/benchmarks.md), which
 * an idle machine keeps; code that is not compiled yet and ten others on each core made up to 13 of it. A copy of all tenants'
 * states at once takes hundreds.
 */
const LIMIT_MS = 20;
/** The same of a turn in which V8 collects garbage: when it does, and how much at a time, is its own choice. */
const LIMIT_WITH_COLLECTION_MS = 40;

function expectShort(turns: LongestTurns, step: string): void {
  expect(turns.own, step).toBeLessThan(LIMIT_MS);
  expect(turns.withCollection, `${step}, with a collection of garbage`).toBeLessThan(
    LIMIT_WITH_COLLECTION_MS,
  );
}

it('holds the thread for no longer, whether 50,000 tenants are planned, told of, saved or canceled', async () => {
  const world = manyTenants(workers(), { filled: 49_900, offloaded: 100 });
  // What the source itself takes is not the export's: a store lists its tenants in slices of its own.
  const snapshot = await world.source.openSnapshot({
    classes: ['Doc'],
    signal: new AbortController().signal,
    prepare: async () => undefined,
    share: async () => undefined,
  });
  world.source.openSnapshot = async () => snapshot;
  const gate = new Gate();
  world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
  const longest: Record<string, LongestTurns> = {};
  longest['start'] = await longestTurns(async () => {
    await world.start('first');
  });
  longest['until the first file'] = await longestTurns(() => gate.reached);
  longest['polls and heartbeats'] = await longestTurns(async () => {
    for (let beat = 0; beat < 3; beat++) {
      await until(() => expect(world.clock.sleepers).toBe(1));
      world.clock.advance(10_000);
      for (let poll = 0; poll < 100; poll++) {
        // Each poll is a request of its own.
        await nextTurn();
        const { shardStatus } = await world.status('first');
        expect(Object.keys(shardStatus['Doc']!)).toHaveLength(100);
      }
    }
  });
  longest['all shards'] = await longestTurns(async () => {
    for (let poll = 0; poll < 3; poll++) await world.status('first', { shards: 'all' });
  });
  longest['cancel'] = await longestTurns(() => world.cancel('first'));
  longest['all shards of the record'] = await longestTurns(async () => {
    expect((await world.status('first', { shards: 'all' })).status).toBe('CANCELED');
  });
  if (process.env['SHOW_TURNS'] !== undefined) console.log(longest);
  for (const [step, turns] of Object.entries(longest)) expectShort(turns, step);
});

it('holds the thread for no longer where a file has thousands of columns', async () => {
  const world = new World(workers(), [], { ports: { db: new WideSource() } });
  const turns = await longestTurns(async () => {
    await world.start('first', { config: { layout: 'typed' } });
    await world.scheduler.finished(null, 'filesystem', 'first', {}, new AbortController().signal);
  });
  if (process.env['SHOW_TURNS'] !== undefined) console.log({ 'thousands of columns': turns });
  expect((await world.status('first')).progress['Wide']).toMatchObject({ status: 'SUCCESS' });
  expectShort(turns, 'thousands of columns');
});
