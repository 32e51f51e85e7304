import { expect } from 'vitest';
import type { ExportObject } from '@weaviate-export/entities-export';
import type { ChangingSource, HeldState } from './changing-source.fixture.ts';
import type { ExportRequest } from './export-request.ts';
import { objectId } from './export-world.fixture.ts';
import { type IncrementWorld, PLAIN, TENANTS } from './increment-world.fixture.ts';

const TENANT_NAMES = ['t0', 't1', 't2'];
const IDS = 12;

/** Whole numbers below a bound, the same ones for a seed. */
type Draw = (below: number) => number;

/** Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function drawOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One of many lives of a store: it changes at random, is exported now and then, and comes back as it was at each export. */
export async function liveThrough(world: IncrementWorld, seed: number): Promise<void> {
  const draw = drawOf(seed);
  const { source } = world;
  source.isLive = draw(2) === 0;
  source.objectsPerRange = 1 + draw(5);
  const shards = source.isLive || draw(2) === 0 ? ['all'] : ['a', 'b'];
  const filtered = draw(4) === 0;
  const layout = ['standard', 'typed', 'weaviate'][draw(3)]!;
  const config: ExportRequest['config'] = {
    layout,
    ...(filtered && { where: { Plain: { path: ['n'], operator: 'LessThan', valueInt: 40 } } }),
  };
  const matches = (object: ExportObject): boolean => !filtered || isSelected(object);
  source.createClass(PLAIN, ...shards);
  source.createClass(TENANTS, 't0');

  const made: { readonly id: string; readonly state: ReadonlyMap<string, HeldState> }[] = [];
  const exports = 2 + draw(4);
  for (let index = 0; index < exports; index++) {
    for (let steps = draw(25); steps > 0; steps--) change(source, draw, shards);
    if (filtered && !source.classNames().includes('Plain')) source.createClass(PLAIN, ...shards);
    const id = `e${index}`;
    // Over any of those before, or by itself.
    const base = draw(5) === 0 ? undefined : made[draw(made.length)]?.id;
    const state = stateOf(source, matches);
    if (state.size === 0) continue;
    await world.exported(id, { ...config, ...(base !== undefined && { since: base }) });
    made.push({ id, state });
  }
  for (const { id, state } of made) {
    expect(await world.restored(id), `seed ${seed}, ${id}`).toEqual(state);
    expect(await world.verified(id), `seed ${seed}, ${id}`).toEqual([]);
  }
  expect(source.openSnapshots).toBe(0);
}

/** The filter is one of the class without tenants. */
function stateOf(source: ChangingSource, matches: (object: ExportObject) => boolean): Map<string, HeldState> {
  const [all, own] = [source.state(), source.state(matches)];
  return new Map([...all].map(([name, held]) => [name, name === 'Plain' ? own.get(name)! : held]));
}

function isSelected({ properties }: ExportObject): boolean {
  return (JSON.parse(String(properties)) as { n: number }).n < 40;
}

function change(source: ChangingSource, draw: Draw, shards: readonly string[]): void {
  const name = ['Plain', 'Tenants'][draw(2)]!;
  const isThere = source.classNames().includes(name);
  const definition = name === 'Plain' ? PLAIN : TENANTS;
  if (!isThere || draw(40) === 0) {
    if (isThere) source.dropClass(name);
    if (isThere && draw(2) === 0) return;
    return source.createClass(definition, ...(name === 'Plain' ? shards : []));
  }
  const known = source.shardNames(name);
  if (name === 'Tenants' && draw(8) === 0) {
    const tenant = TENANT_NAMES[draw(TENANT_NAMES.length)]!;
    if (!known.includes(tenant)) return source.addShard(name, tenant);
    if (draw(2) === 0) return source.dropShard(name, tenant);
    return source.setStatus(name, tenant, ['HOT', 'COLD', 'FROZEN'][draw(3)]!);
  }
  const shard = known[draw(known.length)];
  if (shard === undefined) return;
  // Ids of shards lie between each other's.
  const id = objectId(draw(IDS) * 2 + (shard === 'b' ? 1 : 0));
  if (draw(3) === 0) source.remove(name, shard, id);
  else source.put(name, shard, id, `{"n":${draw(60)}}`);
}
