// Original file: weaviate/v1/consistency.proto

/**
 * How many replicas answer; absent is the server's default.
 */
export const ConsistencyLevel = {
  CONSISTENCY_LEVEL_UNSPECIFIED: 0,
  CONSISTENCY_LEVEL_ONE: 1,
  CONSISTENCY_LEVEL_QUORUM: 2,
  CONSISTENCY_LEVEL_ALL: 3,
} as const;

/**
 * How many replicas answer; absent is the server's default.
 */
export type ConsistencyLevelInit =
  | 'CONSISTENCY_LEVEL_UNSPECIFIED'
  | 0
  | 'CONSISTENCY_LEVEL_ONE'
  | 1
  | 'CONSISTENCY_LEVEL_QUORUM'
  | 2
  | 'CONSISTENCY_LEVEL_ALL'
  | 3

/**
 * How many replicas answer; absent is the server's default.
 */
export type ConsistencyLevel = typeof ConsistencyLevel[keyof typeof ConsistencyLevel]
