export { EmbeddedDBAdapter } from './embedded/embedded-db-adapter.ts';
export { EmbeddedExportRecords } from './embedded/embedded-export-records.ts';
export { EmbeddedRestoreTarget } from './embedded/embedded-restore-target.ts';
export { EmbeddedRoles } from './embedded/embedded-roles.ts';
export { EmbeddedSchedules } from './embedded/embedded-schedules.ts';
export { EmbeddedStore, type EmbeddedStoreOptions } from './embedded/embedded-store.ts';
export { inspectStore, type StoreFacts } from './embedded/inspect-store.ts';
export type { NamedVectors, NewObject, StoredObject } from './embedded/stored-object.ts';
export { TENANT_STATUSES, type NewTenant, type Tenant, type TenantStatus } from './embedded/tenant.ts';
