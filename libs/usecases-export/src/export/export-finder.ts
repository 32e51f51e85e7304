import {
  DETAIL_FILE,
  ExportError,
  FORMAT_VERSION,
  MANIFEST_FILE,
  type ClassProgress,
  type ExportPlace,
  type ExportRecord,
  type ExportState,
  type ExportStatus,
  type ManifestBase,
  isUnfinished,
} from '@weaviate-export/entities-export';
import { ExportHome } from './export-home.ts';
import { type ExportPlaces, QUERY_FIELDS } from './export-places.ts';
import { decodeDetail } from './export-detail.ts';
import {
  byName,
  endedStatus,
  entriesOf,
  shardIn,
  toldShards,
  withCounts,
  type ShardEntry,
  type StatusAndShards,
} from './shards-told.ts';
import type { ExportLookup, ExportQuery } from './export-request.ts';
import type { Backend } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExportRecords } from '../ports/export-records.ts';

/** How long a look-up on a backend may take, in milliseconds. */
const LOOKUP_DEADLINE_MS = 15_000;
/** Silence after which another server's export counts as dead, in milliseconds. */
const DEAD_AFTER_MS = 120_000;

/** An export that does not run here, as far as is known of it, and where it lies. */
export interface FoundExport {
  readonly record: ExportRecord;
  readonly home: ExportHome;
  /** What is kept apart from the record. */
  readonly readDetail: () => Promise<Uint8Array | null>;
}

/** Finds exports that do not run here: where the server's own record says, then at the default place; each by what lies there. */
export class ExportFinder {
  readonly #places: ExportPlaces;
  readonly #records: ExportRecords;
  readonly #clock: Clock;

  constructor(places: ExportPlaces, records: ExportRecords, clock: Clock) {
    this.#places = places;
    this.#records = records;
    this.#clock = clock;
  }

  /**
   * Finds an export by its id and by as much of its place as the caller gives: the one started last of those that are still
   * at their place. One whose files and metadata are both gone is found no more, whatever the server's own record says.
   * @throws ExportError EXPORT_NOT_FOUND, METADATA_INVALID, or those of the backend, which tell nothing of the export
   */
  async find(backend: Backend, id: string, lookup: ExportLookup): Promise<FoundExport> {
    const records = await this.#records.find(backend.name, id);
    const own = records.filter(({ place }) => isMeant(place, backend, lookup));
    for (const record of own) {
      const found = await this.#lookAt(new ExportHome(backend, record.place, id), record);
      if (found !== undefined) return found;
    }
    const place = this.#places.ifKnown(backend, lookup, QUERY_FIELDS);
    if (place !== undefined && !own.some((record) => isMeant(record.place, backend, place))) {
      const found = await this.#lookAt(new ExportHome(backend, place, id));
      if (found !== undefined) return found;
    }
    throw new ExportError('EXPORT_NOT_FOUND', [id, backend.name]);
  }

  /**
   * How a found export stands, and its shards.
   * @throws ExportError METADATA_INVALID, also from the shards, or those of the backend
   */
  async told({ record, home, readDetail }: FoundExport, query: ExportQuery): Promise<StatusAndShards> {
    const all = query.shards === 'all';
    const { shardStatus } = record.status;
    if (Object.keys(shardStatus).length > 0)
      return toldShards(withCounts(record.status), entriesOf(shardStatus), { all });
    const detail = await readDetail();
    if (detail === null) return toldShards(record.status, [], { all });
    return toldShards(record.status, entriesIn(detail, record.status.status, home), { all });
  }

  /** The export that lies there, if one does; `own` is what the server itself remembers of one at this place. */
  async #lookAt(home: ExportHome, own?: ExportRecord): Promise<FoundExport | undefined> {
    const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
    const [stored, isWhole] = await Promise.all([home.readRecord(signal), home.isWhole(signal)]);
    if (stored === null && !isWhole) return undefined;
    // Another server may have used the id since this one's export was deleted.
    const remembered = own !== undefined && (stored === null || isSame(own, stored)) ? own : undefined;
    // One that is not finished in the own record, and does not run here, lost its end: what lies there knows more.
    const isEndKnown = remembered !== undefined && (stored === null || !isUnfinished(remembered));
    const record = (isEndKnown ? remembered : stored) ?? (await recordOfManifest(home, signal));
    if (record === undefined) return undefined;
    const readDetail = async (): Promise<Uint8Array | null> =>
      (isEndKnown && (await this.#records.detail(home.place, home.id))) || (await readStoredDetail(home));
    // Of one that it ran and that did not succeed, this server knows why, whoever's manifest lies there.
    const isLost = isEndKnown && ['FAILED', 'CANCELED'].includes(record.status.status);
    const status = isLost ? record.status : await this.#judge(record, isWhole, home, signal);
    return { record: { ...record, status }, home, readDetail };
  }

  /** What is to be said of an export: it is a success where its manifest stands, whatever its record says, and only there. */
  async #judge(
    record: ExportRecord,
    isWhole: boolean,
    home: ExportHome,
    signal: AbortSignal,
  ): Promise<ExportStatus> {
    const { status, heartbeatAt } = record;
    // Looked for once more: the export may have ended between the two looks.
    if (status.status === 'SUCCESS' && (isWhole || (await home.isWhole(signal)))) return status;
    const manifest = isWhole ? await home.readManifest(signal) : null;
    if (manifest !== null) return endedStatus(status, 'SUCCESS', Date.parse(manifest.completedAt));
    if (status.status === 'SUCCESS') {
      const gone = new ExportError('MANIFEST_GONE', [home.backend.describe(home.file(MANIFEST_FILE))]);
      return endedStatus(status, 'FAILED', Date.parse(status.completedAt ?? heartbeatAt), gone.message);
    }
    const lastBeat = Date.parse(heartbeatAt);
    if (!isUnfinished(record) || this.#clock.now() - lastBeat <= DEAD_AFTER_MS) return status;
    return endedStatus(
      status,
      'FAILED',
      lastBeat,
      new ExportError('EXPORT_OWNER_LOST', [heartbeatAt]).message,
    );
  }
}

/** True for two records of one export: a server starts no two at one place in one millisecond. */
function isSame(a: ExportRecord, b: ExportRecord): boolean {
  return a.owner === b.owner && a.status.startedAt === b.status.startedAt;
}

/** True for a place that is what the caller gives of it. */
export function isMeant(place: ExportPlace, backend: Backend, { bucket, path }: ExportLookup): boolean {
  return (
    place.backend === backend.name &&
    (bucket === undefined || place.bucket === bucket) &&
    (path === undefined || place.path === path)
  );
}

/** An export of which the manifest alone is left: all but its shards can be told by it. */
async function recordOfManifest(home: ExportHome, signal: AbortSignal): Promise<ExportRecord | undefined> {
  const manifest = await home.readManifest(signal);
  if (manifest === null) return undefined;
  const { classes, files, base, startedAt, completedAt } = manifest;
  const progress = byName<ClassProgress>();
  for (const name of classes)
    progress[name] = {
      ...{ status: 'SKIPPED', objectsExported: 0, objectsTotal: 0, fileSizeBytes: 0 },
      ...(base !== undefined && { objectsDeleted: 0 }),
    };
  for (const { class: name, kind, rows, bytes } of files) {
    const { objectsExported, objectsDeleted = 0, fileSizeBytes } = progress[name]!;
    const isDelete = kind === 'deletes';
    const objects = objectsExported + (isDelete ? 0 : rows);
    progress[name] = {
      status: 'SUCCESS',
      objectsExported: objects,
      ...(base !== undefined && { objectsDeleted: objectsDeleted + (isDelete ? rows : 0) }),
      objectsTotal: objects,
      fileSizeBytes: fileSizeBytes + bytes,
    };
  }
  const { id, place, backend } = home;
  const status: ExportStatus = {
    ...{ id, backend: backend.name, path: home.address, status: 'SUCCESS', startedAt, completedAt },
    tookInMs: Math.max(0, Date.parse(completedAt) - Date.parse(startedAt)),
    ...{ classes, progress, shardStatus: {} },
    ...(base !== undefined && { base: { id: base.id, path: baseHomeOf(home, base).address } }),
  };
  return {
    formatVersion: FORMAT_VERSION,
    id,
    place,
    owner: '',
    heartbeatAt: completedAt,
    request: {},
    status,
  };
}

function baseHomeOf(home: ExportHome, base: ManifestBase): ExportHome {
  const { bucket = home.place.bucket, path = home.place.path } = base;
  const place = { backend: home.backend.name, path, ...(bucket !== undefined && { bucket }) };
  return new ExportHome(home.backend, place, base.id);
}

function readStoredDetail(home: ExportHome): Promise<Uint8Array | null> {
  return home.readDetail(AbortSignal.timeout(LOOKUP_DEADLINE_MS));
}

/** Shards that lie apart from it, of an export that stands so. */
async function* entriesIn(
  detail: Uint8Array,
  state: ExportState,
  home: ExportHome,
): AsyncGenerator<ShardEntry> {
  try {
    for await (const { class: className, shard, file: _file, deletes: _deletes, ...progress } of decodeDetail(
      detail,
    ))
      yield [className, shard, shardIn(state, progress)];
  } catch (cause) {
    throw new ExportError('METADATA_INVALID', [home.backend.describe(home.file(DETAIL_FILE))], { cause });
  }
}
