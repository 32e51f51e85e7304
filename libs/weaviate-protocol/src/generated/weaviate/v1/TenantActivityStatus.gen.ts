// Original file: weaviate/v1/tenants.proto

/**
 * The older words of three statuses are what servers send.
 */
export const TenantActivityStatus = {
  TENANT_ACTIVITY_STATUS_UNSPECIFIED: 0,
  TENANT_ACTIVITY_STATUS_HOT: 1,
  TENANT_ACTIVITY_STATUS_COLD: 2,
  TENANT_ACTIVITY_STATUS_FROZEN: 4,
} as const;

/**
 * The older words of three statuses are what servers send.
 */
export type TenantActivityStatusInit =
  | 'TENANT_ACTIVITY_STATUS_UNSPECIFIED'
  | 0
  | 'TENANT_ACTIVITY_STATUS_HOT'
  | 1
  | 'TENANT_ACTIVITY_STATUS_COLD'
  | 2
  | 'TENANT_ACTIVITY_STATUS_FROZEN'
  | 4

/**
 * The older words of three statuses are what servers send.
 */
export type TenantActivityStatus = typeof TenantActivityStatus[keyof typeof TenantActivityStatus]
