import {
  ExportError,
  isFinished,
  type ExportStatus,
  type RestoreStatus,
  type VerificationStatus,
} from '@weaviate-export/entities-export';
import {
  shardsApart,
  type ExportLookup,
  type ExportPage,
  type ExportRequest,
  type Principal,
  type RestoreRequest,
  type StatusAndShards,
  type VerificationRequest,
} from '@weaviate-export/usecases-export';
import type { ExportDoor, RestoreDoor, VerificationDoor } from './export-routes.ts';

export const STARTED_AT = '2026-03-04T05:06:07.089Z';

/** Exports that are only remembered: enough of a scheduler to call every route of. */
export class InMemoryDoor implements ExportDoor, VerificationDoor {
  /** What the routes called, in order. */
  readonly calls: unknown[][] = [];
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  readonly #exports = new Map<string, ExportStatus>();
  readonly #verifications = new Map<string, VerificationStatus>();
  readonly #restores = new Map<string, RestoreStatus>();

  /** Restores that are only remembered, of the exports of this door. */
  readonly restorer: RestoreDoor = {
    restore: async (principal: Principal | null, backend: string, id: string, request: RestoreRequest) => {
      this.#enter('restore', principal, backend, id, request);
      const { path, classes } = this.#find(backend, id);
      if (this.#restores.has(id)) throw new ExportError('RESTORE_ALREADY_ACTIVE', [id]);
      const counts = {
        objectsRestored: 0,
        objectsTotal: 3,
        objectsSkipped: 0,
        objectsFailed: 0,
        bytesRead: 0,
      };
      const status: RestoreStatus = {
        ...{ id, backend, path, status: 'STARTED', startedAt: STARTED_AT, classes },
        progress: Object.fromEntries(classes.map((name) => [name, { status: 'STARTED', ...counts }])),
        errors: [{ class: 'Article', id: '00000000-0000-4000-8000-000000000001', error: 'it does not fit' }],
      };
      this.#restores.set(id, status);
      return status;
    },
    status: async (principal: Principal | null, backend: string, id: string, lookup: ExportLookup) => {
      this.#enter('restoreStatus', principal, backend, id, lookup);
      return this.#findRestore(backend, id);
    },
    cancel: async (principal: Principal | null, backend: string, id: string, lookup: ExportLookup) => {
      this.#enter('restoreCancel', principal, backend, id, lookup);
      const status = this.#findRestore(backend, id);
      if (isFinished(status.status)) throw new ExportError('RESTORE_ALREADY_FINISHED', [id, status.status]);
      this.#restores.set(id, { ...status, status: 'CANCELED' });
    },
  };

  async export(principal: Principal | null, backend: string, request: ExportRequest): Promise<ExportStatus> {
    this.#enter('export', principal, backend, request);
    if (this.#exports.has(request.id)) throw new ExportError('EXPORT_ALREADY_EXISTS', [request.id, backend]);
    const classes = [...(request.include ?? ['Article'])];
    const status: ExportStatus = {
      id: request.id,
      backend,
      path: `${backend}://${request.config?.bucket ?? 'bucket'}/${request.id}`,
      status: 'STARTED',
      startedAt: STARTED_AT,
      classes,
      progress: Object.fromEntries(
        classes.map((name) => [
          name,
          { status: 'STARTED', objectsExported: 0, objectsTotal: null, fileSizeBytes: 0 },
        ]),
      ),
      shardStatus: Object.fromEntries(
        classes.map((name) => [name, { shard0: { status: 'TRANSFERRING', objectsExported: 0 } }]),
      ),
    };
    this.#exports.set(request.id, status);
    return status;
  }

  async statusAndShards(
    principal: Principal | null,
    backend: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<StatusAndShards> {
    this.#enter('status', principal, backend, id, lookup);
    return shardsApart(this.#find(backend, id));
  }

  async list(principal: Principal | null, backend: string, page: ExportPage): Promise<ExportStatus[]> {
    this.#enter('list', principal, backend, page);
    return [...this.#exports.values()].filter((status) => status.backend === backend);
  }

  async cancel(
    principal: Principal | null,
    backend: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<void> {
    this.#enter('cancel', principal, backend, id, lookup);
    const status = this.#find(backend, id);
    if (isFinished(status.status)) throw new ExportError('EXPORT_ALREADY_FINISHED', [id, status.status]);
    this.put({ ...status, status: 'CANCELED' });
  }

  async verify(
    principal: Principal | null,
    backend: string,
    id: string,
    request: VerificationRequest,
  ): Promise<VerificationStatus> {
    this.#enter('verify', principal, backend, id, request);
    const { path, classes } = this.#find(backend, id);
    if (this.#verifications.has(id)) throw new ExportError('VERIFICATION_ALREADY_ACTIVE', [id]);
    const read = { filesChecked: 0, filesTotal: 1, bytesChecked: 0, bytesTotal: 9 };
    const status: VerificationStatus = {
      ...{ id, backend, path, status: 'STARTED', startedAt: STARTED_AT, classes },
      progress: Object.fromEntries(
        classes.map((name) => [name, { ...read, objectsChecked: 0, objectsTotal: null }]),
      ),
      findings: [{ file: 'Article.parquet', rowGroup: 0, column: 'id', row: 3, problem: 'is there twice' }],
      findingsTotal: 1,
    };
    this.#verifications.set(id, status);
    return status;
  }

  async status(
    principal: Principal | null,
    backend: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<VerificationStatus> {
    this.#enter('verification', principal, backend, id, lookup);
    const status = this.#verifications.get(id);
    if (status === undefined) throw new ExportError('VERIFICATION_NOT_FOUND', [id, backend]);
    return status;
  }

  /** Makes an export stand so. */
  put(status: ExportStatus): void {
    this.#exports.set(status.id, status);
  }

  /** Forgets everything. */
  clear(): void {
    this.calls.length = 0;
    this.failure = undefined;
    this.#exports.clear();
    this.#verifications.clear();
    this.#restores.clear();
  }

  #enter(...call: unknown[]): void {
    this.calls.push(call);
    if (this.failure !== undefined) throw this.failure;
  }

  #findRestore(backend: string, id: string): RestoreStatus {
    const status = this.#restores.get(id);
    if (status === undefined) throw new ExportError('RESTORE_NOT_FOUND', [id, backend]);
    return status;
  }

  #find(backend: string, id: string): ExportStatus {
    const status = this.#exports.get(id);
    if (!status) throw new ExportError('EXPORT_NOT_FOUND', [id, backend]);
    return status;
  }
}
