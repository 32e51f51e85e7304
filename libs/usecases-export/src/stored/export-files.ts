import {
  type ClassDefinition,
  ExportError,
  type Manifest,
  type ManifestBase,
  type NamedParts,
  MANIFEST_FILE,
  METADATA_FILE,
  SCHEMA_FILE,
} from '@weaviate-export/entities-export';
import { openStoredFile } from '@weaviate-export/format';
import type { ReadHome } from './read-home.ts';
import type { WeaviateMetadata } from './weaviate-status.ts';

/** How Weaviate begins to say why it has not exported a tenant that has objects. */
const LEFT_OUT = 'tenant status is';

/** One Parquet file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly class: string;
  readonly tenant?: string;
  readonly bytes: number;
  /** Absent in exports of Weaviate's own. */
  readonly rows?: number;
  readonly sha256?: string;
  readonly lowestId?: string;
  readonly highestId?: string;
}

/** What an export holds, by what tells that it is whole. */
export interface ExportContents {
  /** Every class, with its files in the order of their objects. */
  readonly classes: ReadonlyMap<string, readonly ExportFile[]>;
  /** Of an incremental export, by class the files that tell which objects of its base it takes away. */
  readonly deletes: ReadonlyMap<string, readonly ExportFile[]>;
  /** Of an incremental export, that which it is laid over, and what it has whole. */
  readonly base?: ManifestBase;
  readonly anew?: NamedParts;
  /** Those that the export tells. */
  readonly definitions: readonly ClassDefinition[];
  /**
   * The exported tenants of each multi-tenant class, those without a file too, with their statuses. In an export of Weaviate's
   * own a class without any file may be one without tenants all the same: its definition tells.
   */
  readonly tenants: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What schema.json holds. Exports of before tenants were listed have those of their files, as HOT ones. */
interface StoredSchema {
  readonly classes: readonly ClassDefinition[];
  readonly tenants?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * Reads what an export holds: by its manifest, or, of Weaviate's own, by its metadata and the footers of its files.
 * @throws ExportError EXPORT_NOT_WHOLE where it has not succeeded, or PARQUET_INVALID
 */
export async function readContents(home: ReadHome): Promise<ExportContents> {
  const manifest = (await home.json(MANIFEST_FILE)) as Manifest | undefined;
  if (manifest !== undefined) {
    const schema = (await home.json(SCHEMA_FILE)) as StoredSchema | undefined;
    const { base, anew } = manifest;
    const byClass = (isWanted: (file: Manifest['files'][number]) => boolean): Map<string, ExportFile[]> => {
      const files = Map.groupBy(manifest.files.filter(isWanted), (file) => file.class);
      return new Map(manifest.classes.map((name) => [name, files.get(name) ?? []]));
    };
    const classes = byClass(({ kind }) => kind !== 'deletes');
    return {
      classes,
      deletes: byClass(({ kind }) => kind === 'deletes'),
      definitions: schema?.classes ?? [],
      tenants: tenantsOf(classes, schema?.tenants),
      ...(base !== undefined && { base }),
      ...(anew !== undefined && { anew }),
    };
  }
  const metadata = (await home.json(METADATA_FILE)) as Partial<WeaviateMetadata> | undefined;
  if (metadata === undefined) throw notWhole(home, `there is neither ${MANIFEST_FILE} nor ${METADATA_FILE}`);
  // Ours holds more than a word there.
  if (typeof metadata.status !== 'string')
    throw notWhole(home, `it has no ${MANIFEST_FILE}: it runs still, has failed or was canceled`);
  if (metadata.status !== 'SUCCESS') throw notWhole(home, `its status is ${metadata.status}`);
  return weaviateContents(home, metadata);
}

/** `{Class}_{shard}_{0000}.parquet`, where a footer tells class and tenant; in order of name they are in order of id. */
async function weaviateContents(
  home: ReadHome,
  { classes: named, shardStatus }: Partial<WeaviateMetadata>,
): Promise<ExportContents> {
  // A class without objects has no file.
  const classes = new Map((named ?? []).map((name): [string, ExportFile[]] => [name, []]));
  for await (const { name, bytes } of home.list()) {
    if (!name.endsWith('.parquet')) continue;
    const { keyValues, rows } = await openStoredFile(home.access(name, bytes));
    const [collection, tenant] = [keyValues.get('collection'), keyValues.get('tenant')];
    if (collection === undefined)
      throw new ExportError('PARQUET_INVALID', [`${home.describe(name)}: its footer names no collection`]);
    const files = classes.get(collection) ?? [];
    classes.set(collection, files);
    files.push({ name, class: collection, bytes, rows, ...(tenant && { tenant }) });
  }
  return {
    classes,
    deletes: new Map(),
    definitions: [],
    tenants: tenantsOf(classes, shardsWithoutFile(classes, shardStatus)),
  };
}

/**
 * The shards of which no file lies there, since they are empty: tenants, where the class has some, which the files tell or, where
 * there is none, the class's definition. Those that were left out for their status are not of the export.
 */
function shardsWithoutFile(
  classes: ExportContents['classes'],
  shardStatus: WeaviateMetadata['shardStatus'] = {},
): StoredSchema['tenants'] {
  const told = [...classes].flatMap(([name, files]) => {
    if (files.some(({ tenant }) => tenant === undefined)) return [];
    const filled = new Set(files.map(({ tenant }) => tenant));
    const empty = Object.entries(shardStatus[name] ?? {}).filter(
      ([shard, { skipReason }]) => !filled.has(shard) && !skipReason?.startsWith(LEFT_OUT),
    );
    return [[name, { HOT: empty.map(([shard]) => shard) }] as const];
  });
  return Object.fromEntries(told);
}

function tenantsOf(
  classes: ExportContents['classes'],
  listed: StoredSchema['tenants'] = {},
): ExportContents['tenants'] {
  const tenants = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, files] of classes) {
    const own = new Map<string, string>();
    for (const { tenant } of files) if (tenant !== undefined) own.set(tenant, 'HOT');
    for (const [status, names] of Object.entries(listed[name] ?? {}))
      for (const tenant of names) own.set(tenant, status);
    if (own.size > 0) tenants.set(name, own);
  }
  return tenants;
}

function notWhole(home: ReadHome, problem: string): ExportError {
  return new ExportError('EXPORT_NOT_WHOLE', [home.describe(), problem]);
}
