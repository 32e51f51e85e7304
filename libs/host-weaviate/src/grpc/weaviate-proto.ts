/**
 * Weaviate's gRPC interface, as far as this server answers it: the published field numbers, without the fields that it
 * neither reads nor writes. https://github.com/weaviate/weaviate (grpc/proto/v1) publishes all of them.
 *
 * Two things are written otherwise, and are the same on the wire. Messages of which a call may hold thousands are
 * `bytes`: each is then coded by itself, so that other callers get their turn in between. Maps are their repeated
 * entries: no name that a caller sends becomes a member of a JavaScript object.
 */
export const WEAVIATE_PROTO = `
syntax = "proto3";
package weaviate.v1;

message Nothing {}

// Search

message SearchRequest {
  string collection = 1;
  string tenant = 10;
  PropertiesRequest properties = 20;
  MetadataRequest metadata = 21;
  uint32 limit = 30;
  uint32 offset = 31;
  string after = 33;
  Filters filters = 40;
}

message PropertiesRequest {
  repeated string non_ref_properties = 1;
  repeated Nothing ref_properties = 2;
  repeated ObjectPropertiesRequest object_properties = 3;
  bool return_all_nonref_properties = 11;
}

message ObjectPropertiesRequest {
  string prop_name = 1;
  repeated string primitive_properties = 2;
  repeated ObjectPropertiesRequest object_properties = 3;
}

message MetadataRequest {
  bool uuid = 1;
  bool vector = 2;
  bool creation_time_unix = 3;
  bool last_update_time_unix = 4;
  repeated string vectors = 10;
}

message Filters {
  enum Operator {
    OPERATOR_UNSPECIFIED = 0;
    OPERATOR_EQUAL = 1;
    OPERATOR_OR = 8;
    OPERATOR_CONTAINS_ANY = 12;
  }
  Operator operator = 1;
  repeated Filters filters = 3;
  oneof test_value {
    string value_text = 4;
    TextArray value_text_array = 9;
  }
  FilterTarget target = 20;
}

message FilterTarget {
  oneof target {
    string property = 1;
  }
}

message TextArray {
  repeated string values = 1;
}

message SearchReply {
  float took = 1;
  repeated bytes results = 2; // SearchResult
}

message SearchResult {
  PropertiesResult properties = 1;
  MetadataResult metadata = 2;
}

message PropertiesResult {
  string target_collection = 3;
  Properties non_ref_props = 11;
}

message MetadataResult {
  string id = 1;
  int64 creation_time_unix = 3;
  bool creation_time_unix_present = 4;
  int64 last_update_time_unix = 5;
  bool last_update_time_unix_present = 6;
  bytes vector_bytes = 19;
  bytes id_as_bytes = 20;
  repeated Vectors vectors = 23;
}

message Vectors {
  enum VectorType {
    VECTOR_TYPE_UNSPECIFIED = 0;
    VECTOR_TYPE_SINGLE_FP32 = 1;
    VECTOR_TYPE_MULTI_FP32 = 2;
  }
  string name = 1;
  bytes vector_bytes = 3;
  VectorType type = 4;
}

message Properties {
  repeated PropertiesField fields = 1; // map<string, Value>
}

message PropertiesField {
  string key = 1;
  Value value = 2;
}

message Value {
  oneof kind {
    double number_value = 1;
    bool bool_value = 3;
    Properties object_value = 4;
    ListValue list_value = 5;
    string date_value = 6;
    string uuid_value = 7;
    int64 int_value = 8;
    GeoCoordinate geo_value = 9;
    string blob_value = 10;
    PhoneNumber phone_value = 11;
    NullValue null_value = 12;
    string text_value = 13;
  }
}

enum NullValue {
  NULL_VALUE = 0;
}

message ListValue {
  oneof kind {
    Packed number_values = 2;
    Booleans bool_values = 3;
    Objects object_values = 4;
    Texts date_values = 5;
    Texts uuid_values = 6;
    Packed int_values = 7;
    Texts text_values = 8;
  }
}

// Eight bytes a value, little-endian.
message Packed {
  bytes values = 1;
}

message Booleans {
  repeated bool values = 1;
}

message Texts {
  repeated string values = 1;
}

message Objects {
  repeated Properties values = 1;
}

message GeoCoordinate {
  float longitude = 1;
  float latitude = 2;
}

message PhoneNumber {
  uint64 country_code = 1;
  string default_country = 2;
  string input = 3;
  string international_formatted = 4;
  uint64 national = 5;
  string national_formatted = 6;
  bool valid = 7;
}

// Batches

message BatchObjectsRequest {
  repeated bytes objects = 1; // BatchObject
}

message BatchObjectsReply {
  message BatchError {
    int32 index = 1;
    string error = 2;
  }
  float took = 1;
  repeated BatchError errors = 2;
}

message BatchObject {
  string uuid = 1;
  repeated float vector = 2;
  BatchProperties properties = 3;
  string collection = 4;
  string tenant = 5;
  bytes vector_bytes = 6;
  repeated Vectors vectors = 23;
}

// A BatchObject of which no more is read.
message BatchObjectId {
  string uuid = 1;
}

message BatchProperties {
  Struct non_ref_properties = 1;
  repeated SingleTargetRefProps single_target_ref_props = 2;
  repeated MultiTargetRefProps multi_target_ref_props = 3;
  repeated NumberArrayProperties number_array_properties = 4;
  repeated IntArrayProperties int_array_properties = 5;
  repeated TextArrayProperties text_array_properties = 6;
  repeated BooleanArrayProperties boolean_array_properties = 7;
  repeated ObjectProperties object_properties = 8;
  repeated ObjectArrayProperties object_array_properties = 9;
  repeated string empty_list_props = 10;
}

message SingleTargetRefProps {
  repeated string uuids = 1;
  string prop_name = 2;
}

message MultiTargetRefProps {
  repeated string uuids = 1;
  string prop_name = 2;
  string target_collection = 3;
}

message NumberArrayProperties {
  repeated double values = 1;
  string prop_name = 2;
  bytes values_bytes = 3;
}

message IntArrayProperties {
  repeated int64 values = 1;
  string prop_name = 2;
}

message TextArrayProperties {
  repeated string values = 1;
  string prop_name = 2;
}

message BooleanArrayProperties {
  repeated bool values = 1;
  string prop_name = 2;
}

message ObjectPropertiesValue {
  Struct non_ref_properties = 1;
  repeated NumberArrayProperties number_array_properties = 2;
  repeated IntArrayProperties int_array_properties = 3;
  repeated TextArrayProperties text_array_properties = 4;
  repeated BooleanArrayProperties boolean_array_properties = 5;
  repeated ObjectProperties object_properties = 6;
  repeated ObjectArrayProperties object_array_properties = 7;
  repeated string empty_list_props = 10;
}

message ObjectProperties {
  ObjectPropertiesValue value = 1;
  string prop_name = 2;
}

message ObjectArrayProperties {
  repeated ObjectPropertiesValue values = 1;
  string prop_name = 2;
}

// google.protobuf.Struct
message Struct {
  repeated StructField fields = 1; // map<string, StructValue>
}

message StructField {
  string key = 1;
  StructValue value = 2;
}

message StructValue {
  oneof kind {
    NullValue null_value = 1;
    double number_value = 2;
    string string_value = 3;
    bool bool_value = 4;
    Struct struct_value = 5;
    StructList list_value = 6;
  }
}

message StructList {
  repeated StructValue values = 1;
}

message BatchStreamRequest {
  message Data {
    BatchObjectsRequest objects = 1;
    BatchReferences references = 2;
  }
  oneof message {
    Nothing start = 1;
    Data data = 2;
    Nothing stop = 3;
  }
}

message BatchReferences {
  repeated BatchReference values = 1;
}

message BatchReference {
  string name = 1;
  string from_collection = 2;
  string from_uuid = 3;
  string to_collection = 4;
  string to_uuid = 5;
}

message BatchStreamReply {
  message Acks {
    repeated string uuids = 1;
    repeated string beacons = 2;
  }
  message Results {
    repeated BatchStreamResult errors = 1;
    repeated BatchStreamResult successes = 2;
  }
  oneof message {
    Results results = 1;
    Nothing shutting_down = 2;
    Nothing started = 4;
    Acks acks = 6;
  }
}

message BatchStreamResult {
  string error = 1;
  oneof detail {
    string uuid = 2;
    string beacon = 3;
  }
}

message BatchDeleteRequest {
  string collection = 1;
  Filters filters = 2;
  bool verbose = 3;
  bool dry_run = 4;
  string tenant = 6;
}

message BatchDeleteReply {
  float took = 1;
  int64 failed = 2;
  int64 matches = 3;
  int64 successful = 4;
  repeated BatchDeleteObject objects = 5;
}

message BatchDeleteObject {
  bytes uuid = 1;
  bool successful = 2;
  string error = 3;
}

// Tenants

message TenantsGetRequest {
  string collection = 1;
  oneof params {
    TextArray names = 2;
  }
}

message TenantsGetReply {
  float took = 1;
  repeated Tenant tenants = 2;
}

message Tenant {
  string name = 1;
  TenantActivityStatus activity_status = 2;
}

enum TenantActivityStatus {
  TENANT_ACTIVITY_STATUS_UNSPECIFIED = 0;
  TENANT_ACTIVITY_STATUS_HOT = 1;
  TENANT_ACTIVITY_STATUS_COLD = 2;
  TENANT_ACTIVITY_STATUS_FROZEN = 4;
}

// Aggregate

message AggregateRequest {
  string collection = 1;
  string tenant = 10;
  bool objects_count = 20;
}

message AggregateReply {
  float took = 1;
  AggregateSingle single_result = 2;
}

message AggregateSingle {
  optional int64 objects_count = 1;
}
`;

/** The health check of gRPC: https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export const HEALTH_PROTO = `
syntax = "proto3";
package grpc.health.v1;

message HealthCheckRequest {
  string service = 1;
}

message HealthCheckResponse {
  enum ServingStatus {
    UNKNOWN = 0;
    SERVING = 1;
    NOT_SERVING = 2;
  }
  ServingStatus status = 1;
}
`;
