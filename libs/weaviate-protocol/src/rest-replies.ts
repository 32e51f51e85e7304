/** What Weaviate's REST API answers beside class definitions and objects, as far as this project speaks it. */

/** `GET /v1/meta`. */
export interface MetaReply {
  readonly hostname: string;
  /** Such as `1.37.0`. */
  readonly version: string;
  readonly modules: object;
  /** The largest gRPC message, in bytes; servers without it tell none. */
  readonly grpcMaxMessageSize?: number;
}

/** `GET /v1/nodes` and `GET /v1/nodes/{class}`. */
export interface NodesReply {
  readonly nodes: readonly NodeReply[];
}

export interface NodeReply {
  readonly name: string;
  readonly status: 'HEALTHY' | 'UNHEALTHY' | 'UNAVAILABLE' | 'TIMEOUT';
  readonly version: string;
  readonly gitHash: string;
  readonly stats: { readonly objectCount: number; readonly shardCount: number };
  /** null without `output=verbose`. */
  readonly shards: readonly NodeShardReply[] | null;
}

export interface NodeShardReply {
  /** That of its tenant, where the class is multi-tenant. */
  readonly name: string;
  readonly class: string;
  /** Lags behind what is written. */
  readonly objectCount: number;
}

/** A tenant of `GET /v1/schema/{class}/tenants`. */
export interface TenantReply {
  readonly name: string;
  readonly activityStatus: TenantStatusWord;
}

/** Weaviate's words for the status of a tenant, newer and older ones for the same: servers answer with the older ones. */
export type TenantStatusWord =
  | 'ACTIVE'
  | 'INACTIVE'
  | 'OFFLOADED'
  | 'OFFLOADING'
  | 'ONLOADING'
  | 'HOT'
  | 'COLD'
  | 'FROZEN'
  | 'FREEZING'
  | 'UNFREEZING';
