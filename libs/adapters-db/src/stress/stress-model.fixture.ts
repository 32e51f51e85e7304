import { uuid } from '../embedded/temporary-store.fixture.ts';
import { type NewObject } from '../embedded/stored-object.ts';

/** What a store is to hold: by the shelf (a class, or a tenant of the class with tenants), the version of every object. */
export type Model = Record<string, Record<number, number>>;

/** The class with tenants; their shelves are `Tenants/t0` and so on. */
export const TENANTS = 'Tenants';
const SHELVES = ['One', 'Two', 'Three', ...[0, 1, 2, 3].map((tenant) => `${TENANTS}/t${tenant}`)];
export const SHARDS: Record<string, number> = { One: 1, Two: 1, Three: 3 };

/** Numbers of objects; few enough that a load meets objects that are there. */
const NUMBERS = 3_000;
const LOADS = [1, 30, 200, 1_000];
/** Characters of an object's text: within a page, one page, some pages, many. */
const LENGTHS = [40, 300, 2_500, 3_400, 9_000];
const LONGEST_LENGTH = 300_000;
/** One in so many objects has the longest text. */
const LONGEST_EVERY = 997;

export type Step =
  | {
      readonly kind: 'put';
      readonly shelf: string;
      readonly numbers: readonly number[];
      readonly version: number;
    }
  | { readonly kind: 'remove'; readonly shelf: string; readonly numbers: readonly number[] }
  | { readonly kind: 'drop'; readonly shelf: string }
  | { readonly kind: 'record'; readonly times: number }
  | { readonly kind: 'hold' | 'release' | 'reopen' };

/** Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export class Random {
  #state: number;

  constructor(...seeds: number[]) {
    this.#state = seeds.reduce((state, seed) => Math.imul(state ^ seed, 0x9e3779b1) + 0x7f4a7c15, 1) | 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** The next step of a life: it follows from the seed, the place of the step, and what the store holds. */
export function nextStep(model: Model, random: Random, version: number): Step {
  const shelf = random.of(SHELVES);
  const held = Object.keys(model[shelf] ?? {}).map(Number);
  const choice = random.below(20);
  if (choice < 6) {
    const numbers = Array.from({ length: random.of(LOADS) }, () => random.below(NUMBERS));
    return { kind: 'put', shelf, version, numbers: [...new Set(numbers)] };
  }
  if (choice < 9) {
    const numbers = held.filter(() => random.below(4) === 0);
    return { kind: 'put', shelf, version, numbers };
  }
  if (choice < 12) {
    const every = 1 + random.below(4);
    const from = random.below(held.length + 1);
    return {
      kind: 'remove',
      shelf,
      numbers: held.slice(from, from + 800).filter((number) => number % every === 0),
    };
  }
  if (choice < 13) return { kind: 'drop', shelf };
  if (choice < 15) return { kind: 'record', times: 1 + random.below(12) };
  return { kind: (['hold', 'hold', 'release', 'release', 'reopen'] as const)[choice - 15]! };
}

/** What the store holds after the step. */
export function after(model: Model, step: Step): Model {
  if (!('shelf' in step)) return model;
  const { [step.shelf]: shelf, ...others } = model;
  if (step.kind === 'drop') return others;
  const changed = { ...shelf };
  for (const number of step.numbers) {
    if (step.kind === 'put') changed[number] = step.version;
    else delete changed[number];
  }
  return { ...others, [step.shelf]: changed };
}

/** The object of a number and version: no two have the same content. */
export function objectOf(number: number, version: number): NewObject & { readonly properties: string } {
  const mixed = new Random(number, version);
  const length = mixed.below(LONGEST_EVERY) === 0 ? LONGEST_LENGTH : mixed.of(LENGTHS);
  const text = `${number}.${version} `.repeat(length / 8);
  return {
    id: uuid(number),
    vector: Float32Array.of(number, version),
    namedVectors: null,
    properties: JSON.stringify({ text }),
  };
}
