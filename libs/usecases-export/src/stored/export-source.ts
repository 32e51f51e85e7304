import {
  type ClassDefinition,
  ExportError,
  type ExportObject,
  isMultiTenant,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import { classLayout, openStoredFile } from '@weaviate-export/format';
import type { FileLocation } from '../ports/backend.ts';
import type {
  DBAdapter,
  ExportableClass,
  ExportableShard,
  ShardAddress,
  Snapshot,
  SnapshotRequest,
} from '../ports/db-adapter.ts';
import { type ExportContents, type ExportFile, readContents } from './export-files.ts';
import { loadDecoder } from './load-decoder.ts';
import { checkFile, type RowGroupPlace, runsOf } from './file-runs.ts';
import { type ReadBackend, ReadHome } from './read-home.ts';

export interface ExportSourceOptions {
  readonly backend: ReadBackend;
  /** The folder of the export itself. */
  readonly home: FileLocation;
  /** Of classes whose own definition the export does not tell, as Weaviate's own does not. */
  readonly definitions?: readonly ClassDefinition[];
}

/**
 * How far the pages of a row group may lie above the limit of a range without being cut: levels and lengths are in them
 * too, and what was one row group is to stay one.
 */
const PAGES_ABOVE_LIMIT = 1.25;

/** Reads the files of a whole export, which do not change: of ours, whatever its layout, or of Weaviate's own. */
export class ExportSource implements DBAdapter {
  readonly #options: ExportSourceOptions;
  #contents: Promise<ExportContents> | undefined;

  constructor(options: ExportSourceOptions) {
    this.#options = options;
  }

  async listClasses(): Promise<string[]> {
    return [...(await this.#read()).classes.keys()];
  }

  async openSnapshot({ classes, signal }: SnapshotRequest): Promise<Snapshot> {
    const { backend, home } = this.#options;
    const { classes: held } = await this.#read();
    const reading = new ReadHome(backend, home, signal);
    const described: StoredClass[] = [];
    for (const name of classes) {
      const files = held.get(name);
      if (files !== undefined) described.push(await this.#describe(reading, name, files));
    }
    return new ExportSnapshot(reading, described);
  }

  #read(): Promise<ExportContents> {
    const { backend, home } = this.#options;
    this.#contents ??= readWhole(new ReadHome(backend, home, new AbortController().signal));
    return this.#contents;
  }

  async #describe(home: ReadHome, name: string, files: readonly ExportFile[]): Promise<StoredClass> {
    const first = files[0] && (await openStoredFile(home.access(files[0].name, files[0].bytes)));
    const told = first?.keyValues.get('class');
    const known = [...(await this.#read()).definitions, ...(this.#options.definitions ?? [])];
    const definition = known.find((one) => one.class === name) ??
      (told === undefined ? undefined : (JSON.parse(told) as ClassDefinition)) ?? {
        class: name,
        ...(files.some(({ tenant }) => tenant !== undefined) && { multiTenancyConfig: { enabled: true } }),
      };
    const { tenants } = await this.#read();
    const shards = isMultiTenant(definition)
      ? tenantsOf(files, tenants.get(name))
      : await shardsOf(home, files);
    return { name, definition, dimensions: dimensionsOf(first?.keyValues.get('vectors')), shards };
  }
}

/** The files of an incremental export are of changes alone. */
async function readWhole(home: ReadHome): Promise<ExportContents> {
  const contents = await readContents(home);
  if (contents.base === undefined) return contents;
  const problem = `it holds what changed since ${home.ofBase(contents.base).describe()} alone: restore it instead`;
  throw new ExportError('EXPORT_NOT_WHOLE', [home.describe(), problem]);
}

/** A shard, with its files or, where they are known, its row groups. */
interface StoredShard extends ExportableShard {
  readonly files: readonly ExportFile[];
  readonly places?: readonly RowGroupPlace[];
}

interface StoredClass extends ExportableClass {
  readonly shards: readonly StoredShard[];
}

function tenantsOf(
  files: readonly ExportFile[],
  tenants: ReadonlyMap<string, string> = new Map(),
): StoredShard[] {
  const filesOf = Map.groupBy(files, ({ tenant = '' }) => tenant);
  return [...tenants].map(([name, tenantStatus]) => {
    const own = filesOf.get(name) ?? [];
    return {
      name,
      objects: own.reduce((sum, { rows = 0 }) => sum + rows, 0),
      files: own,
      ...(tenantStatus !== 'HOT' && { tenantStatus }),
    };
  });
}

async function shardsOf(home: ReadHome, files: readonly ExportFile[]): Promise<StoredShard[]> {
  const runs = await runsOf(home, files);
  // A class without objects has a shard without.
  return (runs.length === 0 ? [[]] : runs).map((places, index) => ({
    name: `run-${index}`,
    objects: places.reduce((sum, { rows }) => sum + rows, 0),
    files: index === 0 ? files : [],
    places,
  }));
}

/** The length of each vector in one file: a file whose vectors differ is not held to it. */
function dimensionsOf(vectors: string | undefined): Record<string, number> {
  const told = JSON.parse(vectors ?? '{}') as Record<string, { readonly dimensions: number | null }>;
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, { dimensions }]) =>
      dimensions === null ? [] : [[name, dimensions] as const],
    ),
  );
}

class ExportSnapshot implements Snapshot {
  readonly consistency = 'snapshot';
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

  async [Symbol.asyncDispose](): Promise<void> {
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
