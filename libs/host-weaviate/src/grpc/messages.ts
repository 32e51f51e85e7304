import { type Int64, messageCodec } from './message-codec.ts';

/** What of Weaviate's messages this server uses; `weaviate-proto.ts` has their fields. */

const codec = <Message extends object>(name: string) => messageCodec<Message>(`weaviate.v1.${name}`);

export interface ObjectPropertiesRequest {
  readonly propName: string;
  readonly primitiveProperties: readonly string[];
  readonly objectProperties: readonly ObjectPropertiesRequest[];
}

export interface PropertiesRequest {
  readonly nonRefProperties: readonly string[];
  readonly refProperties: readonly object[];
  readonly objectProperties: readonly ObjectPropertiesRequest[];
  readonly returnAllNonrefProperties: boolean;
}

export interface MetadataRequest {
  readonly uuid: boolean;
  readonly vector: boolean;
  readonly creationTimeUnix: boolean;
  readonly lastUpdateTimeUnix: boolean;
  readonly vectors: readonly string[];
}

/** Of Filters.Operator; a number that is not here is an operator that this server does not know. */
export const OPERATOR_EQUAL = 1;
export const OPERATOR_OR = 8;
export const OPERATOR_CONTAINS_ANY = 12;

export interface Filters {
  readonly operator: number;
  readonly filters: readonly Filters[];
  /** Which of the values is there. */
  readonly testValue?: 'valueText' | 'valueTextArray';
  readonly valueText: string;
  readonly valueTextArray: { readonly values: readonly string[] } | null;
  readonly target: { readonly property: string } | null;
}

export interface SearchRequest {
  readonly collection: string;
  readonly tenant: string;
  readonly properties: PropertiesRequest | null;
  readonly metadata: MetadataRequest | null;
  /** 0 is none. */
  readonly limit: number;
  readonly offset: number;
  readonly after: string;
  readonly filters: Filters | null;
}
export const SearchRequest = codec<SearchRequest>('SearchRequest');

export interface SearchReply {
  /** Seconds. */
  readonly took: number;
  readonly results: readonly Uint8Array[];
}
export const SearchReply = codec<SearchReply>('SearchReply');

/** Of Vectors.VectorType. */
export const VECTOR_TYPE_SINGLE_FP32 = 1;
export const VECTOR_TYPE_MULTI_FP32 = 2;

export interface Vectors {
  readonly name: string;
  readonly vectorBytes: Uint8Array;
  /** 0 is one vector, as older clients send it. */
  readonly type: number;
}

export interface MetadataResult {
  id: string;
  idAsBytes: Uint8Array;
  /** Milliseconds since 1970 in UTC. */
  creationTimeUnix: Int64;
  creationTimeUnixPresent: boolean;
  lastUpdateTimeUnix: Int64;
  lastUpdateTimeUnixPresent: boolean;
  vectorBytes: Uint8Array;
  vectors: Vectors[];
}

export interface Properties {
  readonly fields: readonly { readonly key: string; readonly value: Value }[];
}

interface PackedValues {
  readonly values: Uint8Array;
}

interface TextValues {
  readonly values: readonly string[];
}

export type ListValue =
  | { readonly numberValues: PackedValues }
  | { readonly boolValues: { readonly values: readonly boolean[] } }
  | { readonly objectValues: { readonly values: readonly Properties[] } }
  | { readonly dateValues: TextValues }
  | { readonly uuidValues: TextValues }
  | { readonly intValues: PackedValues }
  | { readonly textValues: TextValues };

export interface PhoneNumber {
  countryCode: Int64;
  defaultCountry: string;
  input: string;
  internationalFormatted: string;
  national: Int64;
  nationalFormatted: string;
  valid: boolean;
}

export type Value =
  | { readonly numberValue: number }
  | { readonly boolValue: boolean }
  | { readonly objectValue: Properties }
  | { readonly listValue: ListValue }
  | { readonly dateValue: string }
  | { readonly uuidValue: string }
  | { readonly intValue: Int64 }
  | { readonly geoValue: { readonly longitude: number; readonly latitude: number } }
  | { readonly blobValue: string }
  | { readonly phoneValue: Partial<PhoneNumber> }
  | { readonly nullValue: 0 }
  | { readonly textValue: string };

export interface SearchResult {
  readonly properties: { readonly targetCollection: string; readonly nonRefProps?: Properties };
  readonly metadata: Partial<MetadataResult>;
}
export const SearchResult = codec<SearchResult>('SearchResult');

export interface StructValue {
  readonly kind?: 'nullValue' | 'numberValue' | 'stringValue' | 'boolValue' | 'structValue' | 'listValue';
  readonly numberValue: number;
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly structValue: Struct;
  readonly listValue: { readonly values: readonly StructValue[] };
}

export interface Struct {
  readonly fields: readonly { readonly key: string; readonly value: StructValue | null }[];
}

interface NamedValues<Element> {
  readonly propName: string;
  readonly values: readonly Element[];
}

/** The properties of an object, or of a nested one, by their types. */
export interface TypedProperties {
  readonly nonRefProperties: Struct | null;
  readonly numberArrayProperties: readonly (NamedValues<number> & { readonly valuesBytes: Uint8Array })[];
  readonly intArrayProperties: readonly NamedValues<Int64>[];
  readonly textArrayProperties: readonly NamedValues<string>[];
  readonly booleanArrayProperties: readonly NamedValues<boolean>[];
  readonly objectProperties: readonly { readonly propName: string; readonly value: TypedProperties | null }[];
  readonly objectArrayProperties: readonly NamedValues<TypedProperties>[];
  readonly emptyListProps: readonly string[];
}

export interface BatchProperties extends TypedProperties {
  readonly singleTargetRefProps: readonly { readonly propName: string; readonly uuids: readonly string[] }[];
  readonly multiTargetRefProps: readonly {
    readonly propName: string;
    readonly uuids: readonly string[];
    readonly targetCollection: string;
  }[];
}

export interface BatchObject {
  readonly uuid: string;
  /** As clients before 1.23 send it; `vectorBytes` counts where both are there. */
  readonly vector: readonly number[];
  readonly properties: BatchProperties | null;
  readonly collection: string;
  readonly tenant: string;
  readonly vectorBytes: Uint8Array;
  readonly vectors: readonly Vectors[];
}
export const BatchObject = codec<BatchObject>('BatchObject');

/** Reads just the id of a BatchObject. */
export const BatchObjectId = codec<Pick<BatchObject, 'uuid'>>('BatchObjectId');

export interface BatchObjectsRequest {
  readonly objects: readonly Uint8Array[];
}
export const BatchObjectsRequest = codec<BatchObjectsRequest>('BatchObjectsRequest');

export interface BatchObjectsReply {
  /** Seconds. */
  readonly took: number;
  readonly errors: readonly { readonly index: number; readonly error: string }[];
}
export const BatchObjectsReply = codec<BatchObjectsReply>('BatchObjectsReply');

export interface BatchReference {
  readonly name: string;
  readonly fromCollection: string;
  readonly fromUuid: string;
  readonly toCollection: string;
  readonly toUuid: string;
}

export interface BatchStreamRequest {
  readonly message?: 'start' | 'data' | 'stop';
  readonly data: {
    readonly objects: BatchObjectsRequest | null;
    readonly references: { readonly values: readonly BatchReference[] } | null;
  } | null;
}
export const BatchStreamRequest = codec<BatchStreamRequest>('BatchStreamRequest');

/** One object or reference of a stream. */
export type BatchStreamResult = { readonly error?: string } & (
  { readonly uuid: string } | { readonly beacon: string }
);

export type BatchStreamReply =
  | { readonly started: object }
  | { readonly shuttingDown: object }
  | { readonly acks: { readonly uuids: readonly string[]; readonly beacons: readonly string[] } }
  | {
      readonly results: {
        readonly errors: readonly BatchStreamResult[];
        readonly successes: readonly BatchStreamResult[];
      };
    };
export const BatchStreamReply = codec<BatchStreamReply>('BatchStreamReply');

export interface BatchDeleteRequest {
  readonly collection: string;
  readonly filters: Filters | null;
  readonly verbose: boolean;
  readonly dryRun: boolean;
  readonly tenant: string;
}
export const BatchDeleteRequest = codec<BatchDeleteRequest>('BatchDeleteRequest');

export interface BatchDeleteReply {
  /** Seconds. */
  readonly took: number;
  readonly failed: Int64;
  readonly matches: Int64;
  readonly successful: Int64;
  readonly objects: readonly {
    readonly uuid: Uint8Array;
    readonly successful: boolean;
    readonly error?: string;
  }[];
}
export const BatchDeleteReply = codec<BatchDeleteReply>('BatchDeleteReply');

export interface TenantsGetRequest {
  readonly collection: string;
  /** null asks for all. */
  readonly names: { readonly values: readonly string[] } | null;
}
export const TenantsGetRequest = codec<TenantsGetRequest>('TenantsGetRequest');

/** Of TenantActivityStatus. */
export const TENANT_STATUS_HOT = 1;
export const TENANT_STATUS_COLD = 2;
export const TENANT_STATUS_FROZEN = 4;

export interface TenantsGetReply {
  /** Seconds. */
  readonly took: number;
  readonly tenants: readonly { readonly name: string; readonly activityStatus: number }[];
}
export const TenantsGetReply = codec<TenantsGetReply>('TenantsGetReply');

export interface AggregateRequest {
  readonly collection: string;
  readonly tenant: string;
  readonly objectsCount: boolean;
}
export const AggregateRequest = codec<AggregateRequest>('AggregateRequest');

export interface AggregateReply {
  /** Seconds. */
  readonly took: number;
  readonly singleResult: { readonly objectsCount: Int64 } | null;
}
export const AggregateReply = codec<AggregateReply>('AggregateReply');

/** Of HealthCheckResponse.ServingStatus. */
export const SERVING = 1;
export const NOT_SERVING = 2;

export const HealthCheckRequest = messageCodec<{ readonly service: string }>(
  'grpc.health.v1.HealthCheckRequest',
);
export const HealthCheckResponse = messageCodec<{ readonly status: number }>(
  'grpc.health.v1.HealthCheckResponse',
);
