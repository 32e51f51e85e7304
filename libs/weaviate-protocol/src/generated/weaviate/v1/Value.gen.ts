// Original file: weaviate/v1/values.proto

import type { PropertiesInit as _weaviate_v1_PropertiesInit, Properties as _weaviate_v1_Properties } from '../../weaviate/v1/Properties.gen.ts';
import type { ListValueInit as _weaviate_v1_ListValueInit, ListValue as _weaviate_v1_ListValue } from '../../weaviate/v1/ListValue.gen.ts';
import type { GeoCoordinateInit as _weaviate_v1_GeoCoordinateInit, GeoCoordinate as _weaviate_v1_GeoCoordinate } from '../../weaviate/v1/GeoCoordinate.gen.ts';
import type { PhoneNumberInit as _weaviate_v1_PhoneNumberInit, PhoneNumber as _weaviate_v1_PhoneNumber } from '../../weaviate/v1/PhoneNumber.gen.ts';
import type { NullValueInit as _weaviate_v1_NullValueInit, NullValue as _weaviate_v1_NullValue } from '../../weaviate/v1/NullValue.gen.ts';
import type { Long } from '@grpc/proto-loader';

export interface ValueInit {
  'numberValue'?: (number | string);
  'boolValue'?: (boolean);
  'objectValue'?: (_weaviate_v1_PropertiesInit | null);
  'listValue'?: (_weaviate_v1_ListValueInit | null);
  'dateValue'?: (string);
  'uuidValue'?: (string);
  'intValue'?: (number | string | Long);
  'geoValue'?: (_weaviate_v1_GeoCoordinateInit | null);
  'blobValue'?: (string);
  'phoneValue'?: (_weaviate_v1_PhoneNumberInit | null);
  'nullValue'?: (_weaviate_v1_NullValueInit);
  'textValue'?: (string);
  'kind'?: "numberValue"|"boolValue"|"objectValue"|"listValue"|"dateValue"|"uuidValue"|"intValue"|"geoValue"|"blobValue"|"phoneValue"|"nullValue"|"textValue";
}

export interface Value {
  'numberValue'?: (number);
  'boolValue'?: (boolean);
  'objectValue'?: (_weaviate_v1_Properties | null);
  'listValue'?: (_weaviate_v1_ListValue | null);
  'dateValue'?: (string);
  'uuidValue'?: (string);
  'intValue'?: (Long);
  'geoValue'?: (_weaviate_v1_GeoCoordinate | null);
  'blobValue'?: (string);
  'phoneValue'?: (_weaviate_v1_PhoneNumber | null);
  'nullValue'?: (_weaviate_v1_NullValue);
  'textValue'?: (string);
  'kind'?: "numberValue"|"boolValue"|"objectValue"|"listValue"|"dateValue"|"uuidValue"|"intValue"|"geoValue"|"blobValue"|"phoneValue"|"nullValue"|"textValue";
}
