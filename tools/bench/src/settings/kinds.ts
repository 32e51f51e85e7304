import { exportObjectBytes } from '@weaviate-export/entities-export';
import type { EmbeddedStore, NewObject } from '@weaviate-export/adapters-db';
import { benchObjects, DEFINITIONS, type BenchObject } from '../engine/data/bench-object.ts';

/** Steps from -1 to 1 that rounded vectors have, as models that are trained to be quantized give them. */
const STEPS = 2 ** 9;
/** Objects whose properties one object without a vector has. */
const TEXTS = 6;

/** Three kinds of data, from what no codec makes smaller to what each does. */
const KINDS: Readonly<Record<string, (object: BenchObject) => NewObject>> = {
  Noise: (object) => object,
  Rounded: (object) => ({
    ...object,
    vector: object.vector!.map((value) => Math.round(value * STEPS) / STEPS),
  }),
  Texts: (object) => ({ ...object, vector: null, properties: textsOf(object) }),
};

const BATCH = 1_000;

/**
 * Fills a class with so many objects of each kind.
 * @returns by class, the bytes of ids, times, vectors and properties
 */
export async function fillClasses(store: EmbeddedStore, objects: number): Promise<Map<string, number>> {
  const bytes = new Map<string, number>();
  for (const [name, kind] of Object.entries(KINDS)) {
    await store.createClass({ ...DEFINITIONS.Base, class: name });
    let [raw, batch]: [number, NewObject[]] = [0, []];
    for (const object of benchObjects('Base', objects).map(kind)) {
      raw += exportObjectBytes(object.vector?.length ?? 0, object.properties!.length);
      batch.push(object);
      if (batch.length < BATCH) continue;
      await store.upsert(name, batch);
      batch = [];
    }
    await store.upsert(name, batch);
    bytes.set(name, raw);
  }
  return bytes;
}

/** Longer texts of the same words: the pieces stand in another order in each object. */
function textsOf({ id, properties }: BenchObject): string {
  const words = (JSON.parse(properties) as { body: string }).body.split(' ');
  const turn = Number.parseInt(id.slice(0, 4), 16) % words.length;
  const turned = [...words.slice(turn), ...words.slice(0, turn)].join(' ');
  return JSON.stringify({
    title: words[0],
    body: Array.from({ length: TEXTS }, (_, index) => (index % 2 ? turned : words.join(' '))).join(' '),
  });
}
