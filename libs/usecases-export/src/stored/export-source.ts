import { type ClassDefinition, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { openStoredFile } from '@weaviate-export/format';
import type { FileLocation } from '../ports/backend.ts';
import type { DBAdapter, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import { type ExportContents, type ExportFile, readContents } from './export-files.ts';
import { ExportReader, type StoredClass, type StoredShard } from './export-reader.ts';
import { runsOf } from './file-runs.ts';
import { type ReadBackend, ReadHome } from './read-home.ts';

export interface ExportSourceOptions {
  readonly backend: ReadBackend;
  /** The folder of the export itself. */
  readonly home: FileLocation;
  /** Of classes whose own definition the export does not tell, as Weaviate's own does not. */
  readonly definitions?: readonly ClassDefinition[];
  /**
   * How worker threads open the same place: a module whose `openSnapshotReader` takes a SharedExport and gives an ExportReader,
   * and what it goes by, plain JSON. Left out, files are decoded on the main thread.
   */
  readonly inThreads?: { readonly moduleUrl: string; readonly place: unknown };
}

/** What a thread needs to read an export. Plain. */
export interface SharedExport {
  readonly place: unknown;
  readonly classes: readonly StoredClass[];
}

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

  async openSnapshot({ classes, signal, prepare, share }: SnapshotRequest): Promise<Snapshot> {
    const { backend, home, inThreads } = this.#options;
    const { classes: held } = await this.#read();
    const reading = new ReadHome(backend, home, signal);
    const described: StoredClass[] = [];
    for (const name of classes) {
      const files = held.get(name);
      if (files !== undefined) described.push(await this.#describe(reading, name, files));
    }
    if (inThreads !== undefined) {
      await prepare(inThreads.moduleUrl);
      const options: SharedExport = { place: inThreads.place, classes: described };
      await share({ moduleUrl: inThreads.moduleUrl, options });
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

class ExportSnapshot extends ExportReader implements Snapshot {
  readonly consistency = 'snapshot';

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
  }
}
