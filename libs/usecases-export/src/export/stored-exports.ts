import {
  type ExportPlace,
  type ExportStatus,
  isExportError,
  MANIFEST_FILE,
  type Manifest,
  METADATA_FILE,
} from '@weaviate-export/entities-export';
import { inOrder } from '@weaviate-export/waiting';
import type { Backend, FileLocation } from '../ports/backend.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { ReadHome } from '../stored/read-home.ts';
import { weaviateStatus } from '../stored/weaviate-status.ts';
import { ExportFinder } from './export-finder.ts';
import { ExportHome } from './export-home.ts';
import { ExportPlaces } from './export-places.ts';
import { MemoryExportRecords } from './memory-export-records.ts';
import { withShards } from './shards-told.ts';

/** Exports of a list that are looked at at a time: three small requests each. */
const LOOKED_AT_AHEAD = 8;

/** Where one of these lies, an export does. */
const TELLING_FILES = [METADATA_FILE, MANIFEST_FILE] as const;

/** An export that lies at a place, or why it cannot be told of. */
export interface ListedExport {
  readonly id: string;
  /** The full address of its home. */
  readonly path: string;
  /** Without its shards; absent where there is an error. */
  readonly status?: ExportStatus;
  readonly error?: Error;
}

/**
 * The exports that lie at a place, told of by what lies there alone, whoever wrote them: servers of this project, or a
 * Weaviate of 1.37 or later.
 *
 * @example
 * const exports = new StoredExports(await backends.backend('s3'), { backend: 's3', bucket: 'b', path: 'nightly' });
 * for (const { id, status } of await exports.list(signal)) console.log(id, status?.status);
 */
export class StoredExports {
  readonly #backend: Backend;
  readonly #place: ExportPlace;
  readonly #finder: ExportFinder;

  /** @param clock by which an export counts as dead whose server has been silent */
  constructor(backend: Backend, place: ExportPlace, clock: Clock = systemClock) {
    this.#backend = backend;
    this.#place = place;
    // No record of a server, and every bucket.
    const places = new ExportPlaces({ defaultPath: '', allowedBuckets: ['*'] });
    this.#finder = new ExportFinder(places, new MemoryExportRecords(), clock);
  }

  /**
   * The exports right below the place, the last started first, those that cannot be read at the end.
   * @throws ExportError of the backend, or the signal's reason
   */
  async list(signal: AbortSignal): Promise<ListedExport[]> {
    const ids = await this.#ids(signal);
    const found = await Array.fromAsync(inOrder(ids, LOOKED_AT_AHEAD, (id) => this.#listed(id, signal)));
    const startOf = ({ status }: ListedExport): string => status?.startedAt ?? '';
    return found.sort((a, b) => (startOf(a) < startOf(b) ? 1 : startOf(a) > startOf(b) ? -1 : 0));
  }

  /**
   * How an export stands, as `Scheduler.status` tells it.
   * @throws ExportError EXPORT_NOT_FOUND, METADATA_INVALID, or those of the backend
   */
  async status(id: string, signal: AbortSignal): Promise<ExportStatus> {
    const { bucket, path } = this.#place;
    const lookup = { ...(bucket !== undefined && { bucket }), ...(path !== '' && { path }) };
    try {
      const found = await this.#finder.find(this.#backend, id, lookup);
      return await withShards(await this.#finder.told(found, {}));
    } catch (error) {
      if (!isExportError(error, 'METADATA_INVALID')) throw error;
      const theirs = await this.#weaviateStatus(id, signal);
      if (theirs === undefined) throw error;
      return theirs;
    }
  }

  /** The manifest of an export, or null where there is none: it is not whole, or Weaviate wrote it. */
  manifest(id: string, signal: AbortSignal): Promise<Manifest | null> {
    return this.#home(id).readManifest(signal);
  }

  /** True where an export lies at the place itself, not below it. */
  async isExport(signal: AbortSignal): Promise<boolean> {
    for (const name of TELLING_FILES)
      for await (const { key } of this.#backend.list(this.#at(name), signal))
        if (key === this.#at(name).key) return true;
    return false;
  }

  async #listed(id: string, signal: AbortSignal): Promise<ListedExport> {
    const path = this.#home(id).address;
    try {
      return { id, path, status: { ...(await this.status(id, signal)), shardStatus: {} } };
    } catch (error) {
      if (signal.aborted || !isExportError(error)) throw error;
      return { id, path, error };
    }
  }

  /** An export is what has metadata or a manifest in a folder of its own. */
  async #ids(signal: AbortSignal): Promise<Set<string>> {
    const ids = new Set<string>();
    const below = this.#at('');
    for await (const { key } of this.#backend.list(below, signal)) {
      const [id, name, ...deeper] = key.slice(below.key.length).split('/');
      const tells = TELLING_FILES.some((file) => file === name) && deeper.length === 0;
      if (tells && id !== undefined) ids.add(id);
    }
    return ids;
  }

  async #weaviateStatus(id: string, signal: AbortSignal): Promise<ExportStatus | undefined> {
    try {
      return await weaviateStatus(new ReadHome(this.#backend, this.#at(id), signal));
    } catch (error) {
      // What is no JSON has been told of.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #home(id: string): ExportHome {
    return new ExportHome(this.#backend, this.#place, id);
  }

  #at(name: string): FileLocation {
    const { bucket, path } = this.#place;
    const key = path === '' ? name : `${path}/${name}`;
    return bucket === undefined ? { key } : { bucket, key };
  }
}
