import { GENERATED, generatedObjects, type GeneratedOptions } from '@weaviate-export/generated-objects';
import { ArrayReader, ArraySource, type ArrayClass } from '../ports/array-source.fixture.ts';
import type { OpenSnapshotReader, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';

export function generatedClass(options: GeneratedOptions): ArrayClass {
  return {
    definition: GENERATED,
    shards: { 'shard-0': generatedObjects(options) },
    dimensions: { '': options.dimensions },
  };
}

/** What a worker thread opens. */
export const openSnapshotReader: OpenSnapshotReader = (options) =>
  Object.assign(new ArrayReader([generatedClass(options as GeneratedOptions)]), { [Symbol.dispose]() {} });

/** A generated class whose snapshot the workers of an export read for themselves. */
export class GeneratedSource extends ArraySource {
  readonly #options: GeneratedOptions;

  constructor(options: GeneratedOptions) {
    super(generatedClass(options));
    this.#options = options;
  }

  override async openSnapshot(request: SnapshotRequest): Promise<Snapshot> {
    await request.share({ moduleUrl: import.meta.url, options: this.#options });
    return super.openSnapshot(request);
  }
}
