import {
  type ClassDefinition,
  ExportError,
  type VectorDefinition,
  vectorsOf,
} from '@weaviate-export/entities-export';
import { type NewObject } from './stored-object.ts';

/** The part of an object that is held to its class. */
type Vectors = Pick<NewObject, 'vector' | 'namedVectors'>;

/** The key of the unnamed vector among those of a class. */
const UNNAMED = '';

/** Holds the vectors of a class to its definition, and all of a name to the length of the first one. */
export class AcceptedVectors {
  readonly #className: string;
  readonly #allowed: ReadonlyMap<string, VectorDefinition>;
  readonly #lengths: Map<string, number>;

  constructor(definition: ClassDefinition, lengths: Readonly<Record<string, number>>) {
    this.#className = definition.class;
    this.#allowed = new Map(vectorsOf(definition).map((vector) => [vector.name ?? UNNAMED, vector]));
    this.#lengths = new Map(Object.entries(lengths));
  }

  /**
   * Takes an object's vectors: where a name is new, its length holds from now on.
   * @throws ExportError VECTOR_INVALID; nothing of the object has been taken then
   */
  take(object: Vectors): void {
    const added = new Map<string, number>();
    if (object.vector !== null) this.#check(UNNAMED, object.vector, added);
    for (const [name, vectors] of Object.entries(object.namedVectors ?? {}))
      this.#check(name, vectors, added);
    for (const [name, length] of added) this.#lengths.set(name, length);
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.#lengths);
  }

  #check(name: string, value: Float32Array | readonly Float32Array[], added: Map<string, number>): void {
    const fail = (problem: string) => {
      const vector = name === UNNAMED ? 'vector' : `vector ${JSON.stringify(name)}`;
      throw new ExportError('VECTOR_INVALID', [this.#className, vector, problem]);
    };
    const allowed = this.#allowed.get(name);
    if (allowed === undefined) {
      const names = [...this.#allowed.keys()].filter((known) => known !== UNNAMED);
      return fail(
        names.length === 0
          ? 'the class has no named vectors: send it as vector'
          : `the class has no such vector: allowed in vectors are ${names.join(', ')}`,
      );
    }
    const single = value instanceof Float32Array;
    if (single === allowed.multi)
      return fail(
        single ? 'is one vector: a list of vectors is needed' : 'is a list of vectors: one vector is needed',
      );
    for (const { length } of single ? [value] : value) {
      if (length === 0) return fail('has no values: at least 1 is needed');
      const expected = this.#lengths.get(name) ?? added.get(name);
      if (expected === undefined) added.set(name, length);
      else if (length !== expected)
        return fail(`has ${length} values: the class's first one had ${expected}, and all must have as many`);
    }
  }
}
