export {
  DEFAULT_ENCODING,
  DEFAULT_LAYOUT,
  ENCODING_NAMES,
  LAYOUT_NAMES,
  type EncodingName,
  type LayoutName,
} from '@weaviate-export/format';
export { createExports, createScheduler, type Exports, type HostPorts } from './create-scheduler.ts';
export { ExportModule } from './export-module.ts';
export { splitRecord } from './export/export-detail.ts';
export * from './export/export-request.ts';
export { parseBucket, parseExportPath } from './export/export-settings.ts';
export { MemoryExportRecords } from './export/memory-export-records.ts';
export { Scheduler, type BegunExport } from './export/scheduler.ts';
export { StoredExports, type ListedExport } from './export/stored-exports.ts';
export { shardsApart, withShards, type ShardEntry, type StatusAndShards } from './export/shards-told.ts';
export * from './ports/authorizer.ts';
export * from './ports/backend.ts';
export * from './ports/clock.ts';
export * from './ports/db-adapter.ts';
export * from './ports/export-records.ts';
export * from './ports/logger.ts';
export * from './ports/metrics.ts';
export * from './ports/part-executor.ts';
export * from './ports/restore-executor.ts';
export * from './ports/restore-records.ts';
export * from './ports/restore-target.ts';
export * from './ports/scheduler-options.ts';
export * from './ports/schedules.ts';
export * from './ports/verify-executor.ts';
export { MemoryRestoreRecords } from './restore/memory-restore-records.ts';
export * from './restore/restore-request.ts';
export { MOST_FAULTS } from './restore/restore-settings.ts';
export { Restorer } from './restore/restorer.ts';
export { ExportSchedules } from './schedule/export-schedules.ts';
export { MemorySchedules } from './schedule/memory-schedules.ts';
export type { ScheduleRequest } from './schedule/schedule-request.ts';
export type { FilteredObject } from './selection/filter-target.ts';
export { filteredObject } from './selection/filtered-object.ts';
export { type ObjectFilter, parseWhere, WHERE_OPERATORS } from './selection/where-filter.ts';
export { threadReader } from './stored/export-reader.ts';
export { ExportSource, type ExportSourceOptions, type SharedExport } from './stored/export-source.ts';
export { progressOf } from './stored/weaviate-status.ts';
export { type VerificationRequest } from './verify/verification-request.ts';
export { Verifier } from './verify/verifier.ts';
export { VerificationRun, type VerificationOrder } from './verify/verification-run.ts';
export { WorkerPartExecutor } from './workers/worker-part-executor.ts';
