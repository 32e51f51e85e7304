/** A vector, or the vectors of a multi-vector, by the vector's name. */
export type NamedVectors = Readonly<Record<string, Float32Array | readonly Float32Array[]>>;

/** An object as a caller hands it to the store. Nothing of it may change before the call's promise settles. */
export interface NewObject {
  /** A UUID with dashes, in either case. */
  readonly id: string;
  readonly vector: Float32Array | null;
  readonly namedVectors: NamedVectors | null;
  /** The properties as JSON text, kept byte for byte; null where there are none. */
  readonly properties: string | null;
  /** Milliseconds since 1970 in UTC; where absent, that of the stored object, or now for a new one. */
  readonly creationTime?: number;
}

/** An object as the store gives it back: its id in lower case, its arrays copies of its own. */
export interface StoredObject extends NewObject {
  readonly creationTime: number;
  /** When it was last written, in milliseconds since 1970 in UTC. */
  readonly updateTime: number;
}
