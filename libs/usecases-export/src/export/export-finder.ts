import {
  DETAIL_FILE,
  ExportError,
  type ExportPlace,
  type ExportRecord,
  type ExportState,
  type ExportStatus,
  isUnfinished,
} from '@weaviate-export/entities-export';
import { ExportHome } from './export-home.ts';
import { type ExportPlaces, QUERY_FIELDS } from './export-places.ts';
import { decodeDetail } from './export-detail.ts';
import { endedStatus, shardIn, withCounts, withShards, type ShardEntry } from './shards-told.ts';
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

/** Finds exports that do not run here: in the server's own record, then on the backend. */
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
   * Finds an export by its id and by as much of its place as the caller gives.
   * @throws ExportError EXPORT_NOT_FOUND, METADATA_INVALID, or those of the backend
   */
  async find(backend: Backend, id: string, lookup: ExportLookup): Promise<FoundExport> {
    const records = await this.#records.find(backend.name, id);
    const own = records.find(({ place }) => isMeant(place, backend, lookup));
    if (own !== undefined && !isUnfinished(own)) {
      const home = new ExportHome(backend, own.place, id);
      const readDetail = async (): Promise<Uint8Array | null> =>
        (await this.#records.detail(own.place, id)) ?? (await readStoredDetail(home));
      return { record: own, home, readDetail };
    }
    // An unfinished one that does not run here lost its end: what lies on the backend knows more.
    const place = own?.place ?? this.#places.ifKnown(backend, lookup, QUERY_FIELDS);
    const home = place && new ExportHome(backend, place, id);
    const record = (home && (await this.#readStored(home))) ?? own;
    if (home === undefined || record === undefined)
      throw new ExportError('EXPORT_NOT_FOUND', [id, backend.name]);
    return { record, home, readDetail: () => readStoredDetail(home) };
  }

  /**
   * How a found export stands, with its shards.
   * @throws ExportError METADATA_INVALID, or those of the backend
   */
  async told({ record, home, readDetail }: FoundExport, query: ExportQuery): Promise<ExportStatus> {
    const all = query.shards === 'all';
    const { shardStatus } = record.status;
    if (Object.keys(shardStatus).length > 0)
      return withShards(withCounts(record.status), entriesOf(shardStatus), { all });
    const detail = await readDetail();
    if (detail === null) return withShards(record.status, [], { all });
    try {
      return await withShards(record.status, entriesIn(detail, record.status.status), { all });
    } catch (cause) {
      throw new ExportError('METADATA_INVALID', [home.backend.describe(home.file(DETAIL_FILE))], { cause });
    }
  }

  /** An export as its owner left it on the backend. */
  async #readStored(home: ExportHome): Promise<ExportRecord | undefined> {
    const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
    const record = await home.readRecord(signal);
    return record === null ? undefined : { ...record, status: await this.#judge(record, home, signal) };
  }

  /** What is to be said of an export by its metadata: where the manifest stands, it succeeded, whatever that says. */
  async #judge(record: ExportRecord, home: ExportHome, signal: AbortSignal): Promise<ExportStatus> {
    const { status, heartbeatAt } = record;
    if (status.status === 'SUCCESS') return status;
    const manifest = await home.readManifest(signal);
    if (manifest !== null) return endedStatus(status, 'SUCCESS', Date.parse(manifest.completedAt));
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

/** True for a place that is what the caller gives of it. */
export function isMeant(place: ExportPlace, backend: Backend, { bucket, path }: ExportLookup): boolean {
  return (
    place.backend === backend.name &&
    (bucket === undefined || place.bucket === bucket) &&
    (path === undefined || place.path === path)
  );
}

function readStoredDetail(home: ExportHome): Promise<Uint8Array | null> {
  return home.readDetail(AbortSignal.timeout(LOOKUP_DEADLINE_MS));
}

/** Shards that lie in the record. */
function* entriesOf(shardStatus: ExportStatus['shardStatus']): Generator<ShardEntry> {
  for (const [className, shards] of Object.entries(shardStatus))
    for (const [shard, progress] of Object.entries(shards)) yield [className, shard, progress];
}

/** Shards that lie apart from it, of an export that stands so. */
async function* entriesIn(detail: Uint8Array, state: ExportState): AsyncGenerator<ShardEntry> {
  for await (const { class: className, shard, file: _file, ...progress } of decodeDetail(detail))
    yield [className, shard, shardIn(state, progress)];
}
