/** How an export stands as a whole. */
export const EXPORT_STATUSES = ['STARTED', 'TRANSFERRING', 'SUCCESS', 'FAILED', 'CANCELED'] as const;
export type ExportState = (typeof EXPORT_STATUSES)[number];

/** How an export ends. */
export type FinalState = 'SUCCESS' | 'FAILED' | 'CANCELED';

/** How one class of an export stands; SKIPPED means that it has nothing to export. */
export const CLASS_STATUSES = [...EXPORT_STATUSES, 'SKIPPED'] as const;
export type ClassState = (typeof CLASS_STATUSES)[number];

/** How one shard of a class stands. */
export const SHARD_STATUSES = ['TRANSFERRING', 'SUCCESS', 'FAILED', 'SKIPPED'] as const;
export type ShardState = (typeof SHARD_STATUSES)[number];

/** True once nothing about the export can change any more. */
export function isFinished(state: ExportState): state is FinalState {
  return state === 'SUCCESS' || state === 'FAILED' || state === 'CANCELED';
}
