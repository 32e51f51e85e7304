import {
  ExportError,
  isExportError,
  type ExportRecord,
  type ExportStatus,
} from '@weaviate-export/entities-export';
import type { ExportPage } from './export-request.ts';
import type { Authorizer, Principal } from '../ports/authorizer.ts';
import type { ExportRun } from './export-run.ts';
import type { ExportPosition, ExportRecords } from '../ports/export-records.ts';

/** Exports of a page that names no limit. */
export const DEFAULT_PAGE_LIMIT = 100;
/** Most exports of a page: about 1 MB of JSON, where each has a few classes. */
export const HIGHEST_PAGE_LIMIT = 1000;

/** Records that are read ahead: as many as a page of the usual length has. */
const RECORDS_AT_A_TIME = DEFAULT_PAGE_LIMIT;

/** An export that runs here. */
type RunningExport = Pick<ExportRun, 'id' | 'place' | 'progress'>;

/** Lists the exports that the server's own record knows, as far as a caller may read them. */
export class ExportList {
  readonly #records: ExportRecords;
  readonly #authorizer: Authorizer;

  constructor(records: ExportRecords, authorizer: Authorizer) {
    this.#records = records;
    this.#authorizer = authorizer;
  }

  /**
   * False where the caller may read no export. Asked before anything is looked up, so that no answer tells whether there
   * are exports, or where they could lie.
   * @throws ExportError UNAUTHENTICATED
   */
  async mayReadAny(principal: Principal | null, backend: string): Promise<boolean> {
    try {
      await this.#authorizer.authorize(principal, 'read', [{ type: 'export', backend }]);
      return true;
    } catch (error) {
      if (isExportError(error, 'FORBIDDEN')) return false;
      throw error;
    }
  }

  /**
   * A page of the exports on a backend, the last started first, without detail of their shards.
   * @param running exports that run here, of which the records are behind, or not there
   * @throws ExportError FIELD_INVALID for a limit or an `after` that cannot be
   */
  async page(
    principal: Principal | null,
    backend: string,
    running: readonly RunningExport[],
    { limit = DEFAULT_PAGE_LIMIT, after }: ExportPage,
  ): Promise<ExportStatus[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_PAGE_LIMIT) {
      const allowed = `allowed are whole numbers from 1 to ${HIGHEST_PAGE_LIMIT}`;
      throw new ExportError('FIELD_INVALID', ['limit', limit, allowed]);
    }
    const from = after === undefined ? undefined : await this.#positionOf(principal, backend, running, after);
    const page: ExportStatus[] = [];
    for await (const status of this.#behind(from, backend, running)) {
      if (await this.#mayRead(principal, status)) page.push({ ...status, shardStatus: {} });
      if (page.length === limit) break;
    }
    return page;
  }

  /** The exports behind a position, the last started first, no more of them read than are taken. */
  async *#behind(
    from: ExportPosition | undefined,
    backend: string,
    running: readonly RunningExport[],
  ): AsyncGenerator<ExportStatus> {
    const isBehind = ({ startedAt }: ExportStatus): boolean =>
      from === undefined || startedAt < from.startedAt;
    const heads = running.map(({ progress }) => progress.head).sort(lastStartedFirst);
    // By their paths, those that are still to be told of.
    const ahead = new Map(heads.map((head) => [head.path, head]));
    for (let last = from, isLast = false; !isLast;) {
      const records = await this.#records.page(backend, RECORDS_AT_A_TIME, last);
      for (const { status } of records) {
        for (const head of ahead.values()) {
          if (head.startedAt <= status.startedAt) break;
          // One whose record is not there, or it would have been met before.
          ahead.delete(head.path);
          if (isBehind(head)) yield head;
        }
        yield ahead.get(status.path) ?? status;
        ahead.delete(status.path);
      }
      isLast = records.length < RECORDS_AT_A_TIME;
      if (!isLast) last = positionOf(records.at(-1)!);
    }
    for (const head of ahead.values()) if (isBehind(head)) yield head;
  }

  /** Only what the caller may read is looked at, so that no answer tells what else exists. */
  async #positionOf(
    principal: Principal | null,
    backend: string,
    running: readonly RunningExport[],
    after: string,
  ): Promise<ExportPosition> {
    const meant = new Map<string, ExportPosition>();
    // The address of an export ends in its id.
    const id = after.split(/[\\/]/).at(-1)!;
    const known = [
      ...(await this.#records.find(backend, id)),
      ...running.map(({ id, place, progress }) => ({ id, place, status: progress.head })),
    ];
    for (const record of known) {
      const { status } = record;
      const isNamed = status.id === after || status.path === after;
      if (isNamed && (await this.#mayRead(principal, status))) meant.set(status.path, positionOf(record));
    }
    const [first, ...others] = meant.values();
    if (first === undefined)
      throw new ExportError('FIELD_INVALID', ['after', after, 'allowed is the id of an export in this list']);
    if (others.length > 0) {
      const allowed = 'several exports have this id: give the path of the one that is meant';
      throw new ExportError('FIELD_INVALID', ['after', after, allowed]);
    }
    return first;
  }

  async #mayRead(principal: Principal | null, { backend, id, classes }: ExportStatus): Promise<boolean> {
    const resource = { type: 'export', backend, id, classes } as const;
    try {
      await this.#authorizer.authorize(principal, 'read', [resource]);
      return true;
    } catch (error) {
      if (isExportError(error, 'FORBIDDEN') || isExportError(error, 'UNAUTHENTICATED')) return false;
      throw error;
    }
  }
}

function positionOf({ place, id, status }: Pick<ExportRecord, 'place' | 'id' | 'status'>): ExportPosition {
  return { place, id, startedAt: status.startedAt };
}

function lastStartedFirst(a: ExportStatus, b: ExportStatus): number {
  return a.startedAt < b.startedAt ? 1 : -1;
}
