/** Object stores list names in the order of their UTF-8 bytes, which is not the order of JavaScript's strings. */
export const compareNames = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Buckets of objects, in memory. */
export class ObjectStore<StoredObject> {
  readonly #buckets = new Map<string, Map<string, StoredObject>>();
  readonly #noSuchBucket: (name: string) => Error;

  /** @param noSuchBucket the protocol's error for a bucket that does not exist */
  constructor(noSuchBucket: (name: string) => Error) {
    this.#noSuchBucket = noSuchBucket;
  }

  /** @returns whether it was created: `false` where it exists */
  createBucket(name: string): boolean {
    if (this.#buckets.has(name)) return false;
    this.#buckets.set(name, new Map());
    return true;
  }

  /** The objects of a bucket by name. @throws the protocol's error where it does not exist */
  bucket(name: string): Map<string, StoredObject> {
    const objects = this.#buckets.get(name);
    if (objects === undefined) throw this.#noSuchBucket(name);
    return objects;
  }

  /** The names of a bucket's objects, in the order of {@link compareNames}. @throws as `bucket` does */
  names(bucket: string): string[] {
    return [...this.bucket(bucket).keys()].sort(compareNames);
  }
}
