import { Buffer } from 'node:buffer';
import { type EmbeddedStore } from '../embedded/embedded-store.ts';
import { idOf } from '../embedded/object-key.ts';
import { decodeStoredObject } from '../embedded/object-value.ts';
import { type Model, objectOf, TENANTS } from './stress-model.fixture.ts';

/**
 * Reads every entry of every database, and compares the objects with what the store is to hold: of each, one of the
 * models, where the last step of a life may have been done or not.
 * @returns what it holds
 * @throws Error that names the first difference
 */
export function walkStore(store: EmbeddedStore, models: readonly Model[]): Model {
  const { classes, tallies, shards, objects, removals, exports, roles, assignments, facts } = store.databases;
  for (const database of [tallies, exports, roles, assignments, facts])
    for (const { value } of database.getRange({}))
      if (value === undefined) throw new Error('an entry has no value');

  const shelves = new Map<string, string>();
  const counts = new Map<string, number>();
  const found: Model = {};
  for (const { value } of classes.getRange({})) {
    const { number, definition } = JSON.parse(value) as { number: number; definition: { class: string } };
    for (const { key, value: shard } of shards.getRange({})) {
      const bytes = Buffer.from(key);
      if (bytes.readUInt32BE() !== number) continue;
      const shelf =
        definition.class === TENANTS ? `${TENANTS}/${bytes.toString('latin1', 4)}` : definition.class;
      shelves.set(`${number}/${shard.number}`, shelf);
      counts.set(shelf, (counts.get(shelf) ?? 0) + shard.objects);
      found[shelf] = {};
    }
  }
  const removed = new Set([...removals.getKeys({})].map((removal) => [removal].flat().join('/')));
  let last = Buffer.alloc(0);
  for (const { key, value } of objects.getRange({})) {
    const bytes = Buffer.from(key);
    if (Buffer.compare(last, bytes) >= 0)
      throw new Error(`${bytes.toString('hex')} comes behind ${last.toString('hex')}`);
    last = bytes;
    const [classNumber, shard] = [bytes.readUInt32BE(), bytes.readUInt32BE(4)];
    const shelf = shelves.get(`${classNumber}/${shard}`);
    if (shelf === undefined) {
      if (removed.has(String(classNumber)) || removed.has(`${classNumber}/${shard}`)) continue;
      throw new Error(`object ${bytes.toString('hex')} is of no class`);
    }
    const { id, vector, properties } = decodeStoredObject(idOf(bytes), value);
    const [number, version] = [...vector!] as [number, number];
    const expected = objectOf(number, version);
    if (id !== expected.id || properties !== expected.properties)
      throw new Error(`object ${id} of ${shelf} is not what was written`);
    found[shelf]![number] = version;
  }
  compare(found, models);
  for (const [shelf, count] of counts) {
    const held = Object.keys(found[shelf]!).length;
    if (held !== count) throw new Error(`${shelf} has ${held} objects, and counts ${count}`);
  }
  return found;
}

/** Shelves without objects are as good as none. */
function compare(found: Model, models: readonly Model[]): void {
  for (const shelf of new Set([found, ...models].flatMap(Object.keys))) {
    const numbers = new Set(
      [found, ...models].flatMap((model) => Object.keys(model[shelf] ?? {})).map(Number),
    );
    for (const number of numbers) {
      const version = found[shelf]?.[number];
      const allowed = models.map((model) => model[shelf]?.[number]);
      if (allowed.includes(version)) continue;
      throw new Error(
        `object ${number} of ${shelf} has version ${version}: expected is ${allowed.join(' or ')}`,
      );
    }
  }
}
