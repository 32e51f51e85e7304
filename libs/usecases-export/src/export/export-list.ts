import { ExportError, isExportError, type ExportStatus } from '@weaviate-export/entities-export';
import type { ExportPage } from './export-request.ts';
import type { Authorizer, Principal } from '../ports/authorizer.ts';
import type { ExportRecords } from '../ports/export-records.ts';

/** Exports of a page that names no limit. */
export const DEFAULT_PAGE_LIMIT = 100;
/** Most exports of a page: about 1 MB of JSON, where each has a few classes. */
export const HIGHEST_PAGE_LIMIT = 1000;

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
   * @param running exports that run here, of which the record is behind
   * @throws ExportError FIELD_INVALID for a limit or an `after` that cannot be
   */
  async page(
    principal: Principal | null,
    backend: string,
    running: readonly ExportStatus[],
    { limit = DEFAULT_PAGE_LIMIT, after }: ExportPage,
  ): Promise<ExportStatus[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_PAGE_LIMIT) {
      const allowed = `allowed are whole numbers from 1 to ${HIGHEST_PAGE_LIMIT}`;
      throw new ExportError('FIELD_INVALID', ['limit', limit, allowed]);
    }
    const all = await this.#all(backend, running);
    const from = after === undefined ? 0 : (await this.#positionOf(principal, all, after)) + 1;
    const page: ExportStatus[] = [];
    for (let at = from; at < all.length && page.length < limit; at++) {
      const status = all[at]!;
      if (await this.#mayRead(principal, status)) page.push(status);
    }
    return page;
  }

  async #all(backend: string, running: readonly ExportStatus[]): Promise<ExportStatus[]> {
    const byPath = new Map<string, ExportStatus>();
    for await (const { status } of this.#records.on(backend)) byPath.set(status.path, withoutShards(status));
    for (const status of running) byPath.set(status.path, withoutShards(status));
    return [...byPath.values()].sort(lastStartedFirst);
  }

  /** Only what the caller may read is looked at, so that no answer tells what else exists. */
  async #positionOf(
    principal: Principal | null,
    all: readonly ExportStatus[],
    after: string,
  ): Promise<number> {
    const meant: ExportStatus[] = [];
    for (const status of all) {
      const isNamed = status.id === after || status.path === after;
      if (isNamed && (await this.#mayRead(principal, status))) meant.push(status);
    }
    const [first, ...others] = meant;
    if (first === undefined)
      throw new ExportError('FIELD_INVALID', ['after', after, 'allowed is the id of an export in this list']);
    if (others.length > 0) {
      const allowed = 'several exports have this id: give the path of the one that is meant';
      throw new ExportError('FIELD_INVALID', ['after', after, allowed]);
    }
    return all.indexOf(first);
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

/** A multi-tenant class may have many thousands of shards. */
function withoutShards(status: ExportStatus): ExportStatus {
  return { ...status, shardStatus: {} };
}

/** Paths are told apart where two exports began in the same millisecond. */
function lastStartedFirst(a: ExportStatus, b: ExportStatus): number {
  return Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.path < b.path ? -1 : 1);
}
