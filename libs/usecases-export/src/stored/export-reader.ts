import {
  type ClassDefinition,
  ExportError,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import { classLayout, openStoredFile } from '@weaviate-export/format';
import type { FileLocation } from '../ports/backend.ts';
import type { ExportableClass, ExportableShard, ShardAddress, SnapshotReader } from '../ports/db-adapter.ts';
import type { ExportFile } from './export-files.ts';
import { checkFile, type RowGroupPlace, runsOf } from './file-runs.ts';
import { loadDecoder } from './load-decoder.ts';
import { type ReadBackend, ReadHome } from './read-home.ts';

/**
 * How far the pages of a row group may lie above the limit of a range without being cut: levels and lengths are in them
 * too, and what was one row group is to stay one.
 */
const PAGES_ABOVE_LIMIT = 1.25;

/** A shard, with its files or, where they are known, its row groups. Plain. */
export interface StoredShard extends ExportableShard {
  readonly files: readonly ExportFile[];
  readonly places?: readonly RowGroupPlace[];
}

export interface StoredClass extends ExportableClass {
  readonly shards: readonly StoredShard[];
}

/** Reads the row groups of an export whose classes are known: on any thread. */
export class ExportReader implements SnapshotReader {
  readonly classes: readonly StoredClass[];
  readonly #home: ReadHome;
  /** The row group that was decoded last: a large one is many ranges, one behind the other. */
  #decoded: { readonly place: RowGroupPlace; readonly objects: Promise<Iterable<ExportObject>> } | undefined;
  readonly #tenants = new Map<StoredShard, Promise<readonly RowGroupPlace[]>>();

  constructor(home: ReadHome, classes: readonly StoredClass[]) {
    this.#home = home;
    this.classes = classes;
  }

  async *cut(address: ShardAddress, limits: RangeLimits): AsyncGenerator<KeyRange> {
    const { shard } = this.#find(address);
    for (const file of shard.files) await checkFile(this.#home, file);
    for (const place of await this.#places(shard)) yield* this.#cutRowGroup(place, limits);
  }

  async *scan(address: ShardAddress, { first, last }: KeyRange): AsyncGenerator<ExportObject> {
    const { shard, definition } = this.#find(address);
    let before = '';
    for (const place of await this.#places(shard)) {
      if (place.last < first || place.first > last) continue;
      for (const object of await this.#objects(place, definition)) {
        if (object.id < first) continue;
        if (object.id > last) break;
        if (object.id <= before)
          throw new ExportError('PARQUET_INVALID', [
            `${this.#home.describe(place.file.name)}, row group ${place.index}: its ids do not rise at ${object.id}`,
          ]);
        before = object.id;
        yield object;
      }
    }
  }

  /** Lets go of what it has decoded. */
  release(): void {
    this.#decoded = undefined;
    this.#tenants.clear();
  }

  #find({ class: name, shard }: ShardAddress): {
    readonly shard: StoredShard;
    readonly definition: ClassDefinition;
  } {
    const { definition, shards } = this.classes.find((one) => one.name === name)!;
    return { definition, shard: shards.find((one) => one.name === shard)! };
  }

  /** Those of a tenant are looked up when they are needed: there may be very many. */
  #places(shard: StoredShard): Promise<readonly RowGroupPlace[]> {
    if (shard.places !== undefined) return Promise.resolve(shard.places);
    const found = this.#tenants.get(shard) ?? this.#tenantPlaces(shard);
    this.#tenants.set(shard, found);
    return found;
  }

  async #tenantPlaces({ name, files }: StoredShard): Promise<RowGroupPlace[]> {
    const runs = await runsOf(this.#home, files);
    if (runs.length > 1)
      throw new ExportError('PARQUET_INVALID', [
        `${this.#home.describe(files[0]!.name)}: the ids of the tenant ${JSON.stringify(name)} do not rise`,
      ]);
    return runs.flat();
  }

  async *#cutRowGroup(place: RowGroupPlace, limits: RangeLimits): AsyncGenerator<KeyRange> {
    const { file, index, window, rows, bytes, first, last } = place;
    if (rows <= limits.objects && bytes <= limits.bytes * PAGES_ABOVE_LIMIT) {
      yield { first, last, objects: rows, bytes };
      return;
    }
    const { readRowGroupIds } = await loadDecoder();
    const stored = await openStoredFile(this.#home.access(file.name, file.bytes));
    const ids = await readRowGroupIds(stored, index, window);
    const most = Math.max(1, Math.min(limits.objects, Math.floor((rows * limits.bytes) / bytes)));
    for (let from = 0; from < rows; from += most) {
      const own = ids.slice(from, from + most);
      const share = Math.ceil((bytes * own.length) / rows);
      yield { first: own[0]!, last: own.at(-1)!, objects: own.length, bytes: share };
    }
  }

  #objects(place: RowGroupPlace, definition: ClassDefinition): Promise<Iterable<ExportObject>> {
    if (this.#decoded?.place !== place) {
      this.#decoded = { place, objects: this.#decode(place, definition) };
    }
    return this.#decoded.objects;
  }

  async #decode(
    { file, index, window }: RowGroupPlace,
    definition: ClassDefinition,
  ): Promise<Iterable<ExportObject>> {
    const { readRowGroup } = await loadDecoder();
    const stored = await openStoredFile(this.#home.access(file.name, file.bytes));
    return await readRowGroup(stored, index, classLayout('standard', definition), window);
  }
}

/**
 * A reader for a worker thread, which is released with what it reads by.
 * @param release ends the connections of the thread's backend
 */
export function threadReader(
  backend: ReadBackend,
  home: FileLocation,
  classes: readonly StoredClass[],
  release: () => void,
): ExportReader & Disposable {
  const controller = new AbortController();
  const reader = new ExportReader(new ReadHome(backend, home, controller.signal), classes);
  return Object.assign(reader, {
    [Symbol.dispose]: () => {
      controller.abort(new Error('the export is over'));
      reader.release();
      release();
    },
  });
}
