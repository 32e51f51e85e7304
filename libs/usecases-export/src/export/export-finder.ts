import {
  ExportError,
  type ExportPlace,
  type ExportRecord,
  type ExportStatus,
  isUnfinished,
} from '@weaviate-export/entities-export';
import { ExportHome } from './export-home.ts';
import { type ExportPlaces, QUERY_FIELDS } from './export-places.ts';
import { endedStatus } from './export-progress.ts';
import type { ExportLookup } from './export-request.ts';
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
    if (own !== undefined && !isUnfinished(own))
      return { record: own, home: new ExportHome(backend, own.place, id) };
    // An unfinished one that does not run here lost its end: what lies on the backend knows more.
    const place = own?.place ?? this.#places.ifKnown(backend, lookup, QUERY_FIELDS);
    const home = place && new ExportHome(backend, place, id);
    const record = (home && (await this.#readStored(home))) ?? own;
    if (home === undefined || record === undefined)
      throw new ExportError('EXPORT_NOT_FOUND', [id, backend.name]);
    return { record, home };
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
