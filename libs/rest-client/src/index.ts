export type { Credentials } from './credentials.ts';
export type {
  ClassProgress,
  ExportCompression,
  ExportConfig,
  ExportRequest,
  ExportSchedule,
  ExportScheduleRequest,
  ExportStatus,
  RestoreRequest,
  RestoreStatus,
  ScheduleRetention,
  ScheduleRun,
  ShardProgress,
  VerificationFinding,
  VerificationRequest,
  VerificationStatus,
} from './generated/types.gen.ts';
export {
  RestClient,
  type BackendName,
  type CallOptions,
  type FinishedOptions,
  type RestClientOptions,
} from './rest-client.ts';
export { isTransient, RestError, type RestErrorCode } from './rest-error.ts';
