export { beaconOf, parseBeacon, type ReferencedObject } from './beacon.ts';
export type { Int64 } from './exact.ts';
export { _grpc_health_v1_HealthCheckResponse_ServingStatus as ServingStatus } from './generated/grpc/health/v1/HealthCheckResponse.gen.ts';
export { ConsistencyLevel } from './generated/weaviate/v1/ConsistencyLevel.gen.ts';
export { _weaviate_v1_Filters_Operator as FilterOperator } from './generated/weaviate/v1/Filters.gen.ts';
export { NullValue } from './generated/weaviate/v1/NullValue.gen.ts';
export { TenantActivityStatus } from './generated/weaviate/v1/TenantActivityStatus.gen.ts';
export { _weaviate_v1_Vectors_VectorType as VectorType } from './generated/weaviate/v1/Vectors.gen.ts';
export { fromInt64, toInt64 } from './int64.ts';
export type { MessageCodec } from './message-codec.ts';
export { health, type Message, type MessageInit, weaviate } from './messages.ts';
export type {
  MetaReply,
  NodeReply,
  NodeShardReply,
  NodesReply,
  TenantReply,
  TenantStatusWord,
} from './rest-replies.ts';
export { healthService, type Service, type ServiceCall, weaviateService } from './services.ts';
export {
  decodeMultiVector,
  decodeVector,
  encodeMultiVector,
  encodeVector,
  vectorOf,
} from './vector-bytes.ts';
