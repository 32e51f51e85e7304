import type { AccessControl, Permission, RoleStore } from '@weaviate-export/host-access';
import type {
  DBAdapter,
  ExportRecords,
  RestoreRecords,
  RestoreTarget,
  Schedules,
} from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';

/**
 * Where the objects of a server are, and what it needs of that place; all else in this app takes it as it comes.
 * Disposed of when nothing asks it any more.
 */
export interface HostSource extends AsyncDisposable {
  readonly dbAdapter: DBAdapter;
  /** Absent where it takes no objects back. */
  readonly restoreTarget?: RestoreTarget;
  readonly records: ExportRecords;
  /** As long as the process lives where absent. */
  readonly restoreRecords?: RestoreRecords;
  readonly schedules: Schedules;
  /** Names this server in records of exports, today and after a restart. */
  readonly owner: string;
  /** Absent where the source keeps none: roles cannot be in use then. */
  readonly roles?: RoleStore<Permission>;
  /** Whether objects can be read; the server is not ready where they cannot. */
  isAvailable(): boolean;
  /** An API of the objects themselves, beside that of exports; absent where others serve it. */
  api?(access: Pick<AccessControl, 'authenticate' | 'guard'>): ObjectsApi;
}

export interface ObjectsApi {
  /** Registered below `/v1`; requests have their callers. */
  routes(app: FastifyInstance): Promise<void>;
  /**
   * Begins to take gRPC calls; absent where there are none.
   * @throws ExportError CONFIGURATION_INVALID where it cannot listen
   */
  startGrpc?(isReady: () => boolean): Promise<GrpcSide>;
}

/** What answers gRPC calls; disposed of, it takes no new ones, and waits for those under way. */
export interface GrpcSide extends AsyncDisposable {
  readonly port: number;
}
