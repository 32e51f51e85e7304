import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AggregateReplyInit as _weaviate_v1_AggregateReplyInit, AggregateReply as _weaviate_v1_AggregateReply } from './weaviate/v1/AggregateReply.gen.ts';
import type { AggregateRequestInit as _weaviate_v1_AggregateRequestInit, AggregateRequest as _weaviate_v1_AggregateRequest } from './weaviate/v1/AggregateRequest.gen.ts';
import type { BatchDeleteObjectInit as _weaviate_v1_BatchDeleteObjectInit, BatchDeleteObject as _weaviate_v1_BatchDeleteObject } from './weaviate/v1/BatchDeleteObject.gen.ts';
import type { BatchDeleteReplyInit as _weaviate_v1_BatchDeleteReplyInit, BatchDeleteReply as _weaviate_v1_BatchDeleteReply } from './weaviate/v1/BatchDeleteReply.gen.ts';
import type { BatchDeleteRequestInit as _weaviate_v1_BatchDeleteRequestInit, BatchDeleteRequest as _weaviate_v1_BatchDeleteRequest } from './weaviate/v1/BatchDeleteRequest.gen.ts';
import type { BatchObjectInit as _weaviate_v1_BatchObjectInit, BatchObject as _weaviate_v1_BatchObject } from './weaviate/v1/BatchObject.gen.ts';
import type { BatchObjectsReplyInit as _weaviate_v1_BatchObjectsReplyInit, BatchObjectsReply as _weaviate_v1_BatchObjectsReply } from './weaviate/v1/BatchObjectsReply.gen.ts';
import type { BatchObjectsRequestInit as _weaviate_v1_BatchObjectsRequestInit, BatchObjectsRequest as _weaviate_v1_BatchObjectsRequest } from './weaviate/v1/BatchObjectsRequest.gen.ts';
import type { BatchReferenceInit as _weaviate_v1_BatchReferenceInit, BatchReference as _weaviate_v1_BatchReference } from './weaviate/v1/BatchReference.gen.ts';
import type { BatchReferencesReplyInit as _weaviate_v1_BatchReferencesReplyInit, BatchReferencesReply as _weaviate_v1_BatchReferencesReply } from './weaviate/v1/BatchReferencesReply.gen.ts';
import type { BatchReferencesRequestInit as _weaviate_v1_BatchReferencesRequestInit, BatchReferencesRequest as _weaviate_v1_BatchReferencesRequest } from './weaviate/v1/BatchReferencesRequest.gen.ts';
import type { BatchStreamReplyInit as _weaviate_v1_BatchStreamReplyInit, BatchStreamReply as _weaviate_v1_BatchStreamReply } from './weaviate/v1/BatchStreamReply.gen.ts';
import type { BatchStreamRequestInit as _weaviate_v1_BatchStreamRequestInit, BatchStreamRequest as _weaviate_v1_BatchStreamRequest } from './weaviate/v1/BatchStreamRequest.gen.ts';
import type { BoolValuesInit as _weaviate_v1_BoolValuesInit, BoolValues as _weaviate_v1_BoolValues } from './weaviate/v1/BoolValues.gen.ts';
import type { BooleanArrayInit as _weaviate_v1_BooleanArrayInit, BooleanArray as _weaviate_v1_BooleanArray } from './weaviate/v1/BooleanArray.gen.ts';
import type { BooleanArrayPropertiesInit as _weaviate_v1_BooleanArrayPropertiesInit, BooleanArrayProperties as _weaviate_v1_BooleanArrayProperties } from './weaviate/v1/BooleanArrayProperties.gen.ts';
import type { DateValuesInit as _weaviate_v1_DateValuesInit, DateValues as _weaviate_v1_DateValues } from './weaviate/v1/DateValues.gen.ts';
import type { FilterTargetInit as _weaviate_v1_FilterTargetInit, FilterTarget as _weaviate_v1_FilterTarget } from './weaviate/v1/FilterTarget.gen.ts';
import type { FiltersInit as _weaviate_v1_FiltersInit, Filters as _weaviate_v1_Filters } from './weaviate/v1/Filters.gen.ts';
import type { GeoCoordinateInit as _weaviate_v1_GeoCoordinateInit, GeoCoordinate as _weaviate_v1_GeoCoordinate } from './weaviate/v1/GeoCoordinate.gen.ts';
import type { IntArrayInit as _weaviate_v1_IntArrayInit, IntArray as _weaviate_v1_IntArray } from './weaviate/v1/IntArray.gen.ts';
import type { IntArrayPropertiesInit as _weaviate_v1_IntArrayPropertiesInit, IntArrayProperties as _weaviate_v1_IntArrayProperties } from './weaviate/v1/IntArrayProperties.gen.ts';
import type { IntValuesInit as _weaviate_v1_IntValuesInit, IntValues as _weaviate_v1_IntValues } from './weaviate/v1/IntValues.gen.ts';
import type { ListValueInit as _weaviate_v1_ListValueInit, ListValue as _weaviate_v1_ListValue } from './weaviate/v1/ListValue.gen.ts';
import type { MetadataRequestInit as _weaviate_v1_MetadataRequestInit, MetadataRequest as _weaviate_v1_MetadataRequest } from './weaviate/v1/MetadataRequest.gen.ts';
import type { MetadataResultInit as _weaviate_v1_MetadataResultInit, MetadataResult as _weaviate_v1_MetadataResult } from './weaviate/v1/MetadataResult.gen.ts';
import type { NumberArrayInit as _weaviate_v1_NumberArrayInit, NumberArray as _weaviate_v1_NumberArray } from './weaviate/v1/NumberArray.gen.ts';
import type { NumberArrayPropertiesInit as _weaviate_v1_NumberArrayPropertiesInit, NumberArrayProperties as _weaviate_v1_NumberArrayProperties } from './weaviate/v1/NumberArrayProperties.gen.ts';
import type { NumberValuesInit as _weaviate_v1_NumberValuesInit, NumberValues as _weaviate_v1_NumberValues } from './weaviate/v1/NumberValues.gen.ts';
import type { ObjectArrayPropertiesInit as _weaviate_v1_ObjectArrayPropertiesInit, ObjectArrayProperties as _weaviate_v1_ObjectArrayProperties } from './weaviate/v1/ObjectArrayProperties.gen.ts';
import type { ObjectPropertiesInit as _weaviate_v1_ObjectPropertiesInit, ObjectProperties as _weaviate_v1_ObjectProperties } from './weaviate/v1/ObjectProperties.gen.ts';
import type { ObjectPropertiesRequestInit as _weaviate_v1_ObjectPropertiesRequestInit, ObjectPropertiesRequest as _weaviate_v1_ObjectPropertiesRequest } from './weaviate/v1/ObjectPropertiesRequest.gen.ts';
import type { ObjectPropertiesValueInit as _weaviate_v1_ObjectPropertiesValueInit, ObjectPropertiesValue as _weaviate_v1_ObjectPropertiesValue } from './weaviate/v1/ObjectPropertiesValue.gen.ts';
import type { ObjectValuesInit as _weaviate_v1_ObjectValuesInit, ObjectValues as _weaviate_v1_ObjectValues } from './weaviate/v1/ObjectValues.gen.ts';
import type { PhoneNumberInit as _weaviate_v1_PhoneNumberInit, PhoneNumber as _weaviate_v1_PhoneNumber } from './weaviate/v1/PhoneNumber.gen.ts';
import type { PropertiesInit as _weaviate_v1_PropertiesInit, Properties as _weaviate_v1_Properties } from './weaviate/v1/Properties.gen.ts';
import type { PropertiesRequestInit as _weaviate_v1_PropertiesRequestInit, PropertiesRequest as _weaviate_v1_PropertiesRequest } from './weaviate/v1/PropertiesRequest.gen.ts';
import type { PropertiesResultInit as _weaviate_v1_PropertiesResultInit, PropertiesResult as _weaviate_v1_PropertiesResult } from './weaviate/v1/PropertiesResult.gen.ts';
import type { RefPropertiesRequestInit as _weaviate_v1_RefPropertiesRequestInit, RefPropertiesRequest as _weaviate_v1_RefPropertiesRequest } from './weaviate/v1/RefPropertiesRequest.gen.ts';
import type { RefPropertiesResultInit as _weaviate_v1_RefPropertiesResultInit, RefPropertiesResult as _weaviate_v1_RefPropertiesResult } from './weaviate/v1/RefPropertiesResult.gen.ts';
import type { SearchReplyInit as _weaviate_v1_SearchReplyInit, SearchReply as _weaviate_v1_SearchReply } from './weaviate/v1/SearchReply.gen.ts';
import type { SearchRequestInit as _weaviate_v1_SearchRequestInit, SearchRequest as _weaviate_v1_SearchRequest } from './weaviate/v1/SearchRequest.gen.ts';
import type { SearchResultInit as _weaviate_v1_SearchResultInit, SearchResult as _weaviate_v1_SearchResult } from './weaviate/v1/SearchResult.gen.ts';
import type { StructInit as _weaviate_v1_StructInit, Struct as _weaviate_v1_Struct } from './weaviate/v1/Struct.gen.ts';
import type { StructListInit as _weaviate_v1_StructListInit, StructList as _weaviate_v1_StructList } from './weaviate/v1/StructList.gen.ts';
import type { StructValueInit as _weaviate_v1_StructValueInit, StructValue as _weaviate_v1_StructValue } from './weaviate/v1/StructValue.gen.ts';
import type { TenantInit as _weaviate_v1_TenantInit, Tenant as _weaviate_v1_Tenant } from './weaviate/v1/Tenant.gen.ts';
import type { TenantNamesInit as _weaviate_v1_TenantNamesInit, TenantNames as _weaviate_v1_TenantNames } from './weaviate/v1/TenantNames.gen.ts';
import type { TenantsGetReplyInit as _weaviate_v1_TenantsGetReplyInit, TenantsGetReply as _weaviate_v1_TenantsGetReply } from './weaviate/v1/TenantsGetReply.gen.ts';
import type { TenantsGetRequestInit as _weaviate_v1_TenantsGetRequestInit, TenantsGetRequest as _weaviate_v1_TenantsGetRequest } from './weaviate/v1/TenantsGetRequest.gen.ts';
import type { TextArrayInit as _weaviate_v1_TextArrayInit, TextArray as _weaviate_v1_TextArray } from './weaviate/v1/TextArray.gen.ts';
import type { TextArrayPropertiesInit as _weaviate_v1_TextArrayPropertiesInit, TextArrayProperties as _weaviate_v1_TextArrayProperties } from './weaviate/v1/TextArrayProperties.gen.ts';
import type { TextValuesInit as _weaviate_v1_TextValuesInit, TextValues as _weaviate_v1_TextValues } from './weaviate/v1/TextValues.gen.ts';
import type { UuidValuesInit as _weaviate_v1_UuidValuesInit, UuidValues as _weaviate_v1_UuidValues } from './weaviate/v1/UuidValues.gen.ts';
import type { ValueInit as _weaviate_v1_ValueInit, Value as _weaviate_v1_Value } from './weaviate/v1/Value.gen.ts';
import type { VectorsInit as _weaviate_v1_VectorsInit, Vectors as _weaviate_v1_Vectors } from './weaviate/v1/Vectors.gen.ts';
import type { WeaviateClient as _weaviate_v1_WeaviateClient, WeaviateDefinition as _weaviate_v1_WeaviateDefinition } from './weaviate/v1/Weaviate.gen.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  weaviate: {
    v1: {
      AggregateReply: MessageTypeDefinition<_weaviate_v1_AggregateReplyInit, _weaviate_v1_AggregateReply>
      AggregateRequest: MessageTypeDefinition<_weaviate_v1_AggregateRequestInit, _weaviate_v1_AggregateRequest>
      BatchDeleteObject: MessageTypeDefinition<_weaviate_v1_BatchDeleteObjectInit, _weaviate_v1_BatchDeleteObject>
      BatchDeleteReply: MessageTypeDefinition<_weaviate_v1_BatchDeleteReplyInit, _weaviate_v1_BatchDeleteReply>
      BatchDeleteRequest: MessageTypeDefinition<_weaviate_v1_BatchDeleteRequestInit, _weaviate_v1_BatchDeleteRequest>
      BatchObject: MessageTypeDefinition<_weaviate_v1_BatchObjectInit, _weaviate_v1_BatchObject>
      BatchObjectsReply: MessageTypeDefinition<_weaviate_v1_BatchObjectsReplyInit, _weaviate_v1_BatchObjectsReply>
      BatchObjectsRequest: MessageTypeDefinition<_weaviate_v1_BatchObjectsRequestInit, _weaviate_v1_BatchObjectsRequest>
      BatchReference: MessageTypeDefinition<_weaviate_v1_BatchReferenceInit, _weaviate_v1_BatchReference>
      BatchReferencesReply: MessageTypeDefinition<_weaviate_v1_BatchReferencesReplyInit, _weaviate_v1_BatchReferencesReply>
      BatchReferencesRequest: MessageTypeDefinition<_weaviate_v1_BatchReferencesRequestInit, _weaviate_v1_BatchReferencesRequest>
      BatchStreamReply: MessageTypeDefinition<_weaviate_v1_BatchStreamReplyInit, _weaviate_v1_BatchStreamReply>
      BatchStreamRequest: MessageTypeDefinition<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamRequest>
      BoolValues: MessageTypeDefinition<_weaviate_v1_BoolValuesInit, _weaviate_v1_BoolValues>
      BooleanArray: MessageTypeDefinition<_weaviate_v1_BooleanArrayInit, _weaviate_v1_BooleanArray>
      BooleanArrayProperties: MessageTypeDefinition<_weaviate_v1_BooleanArrayPropertiesInit, _weaviate_v1_BooleanArrayProperties>
      ConsistencyLevel: EnumTypeDefinition
      DateValues: MessageTypeDefinition<_weaviate_v1_DateValuesInit, _weaviate_v1_DateValues>
      FilterTarget: MessageTypeDefinition<_weaviate_v1_FilterTargetInit, _weaviate_v1_FilterTarget>
      Filters: MessageTypeDefinition<_weaviate_v1_FiltersInit, _weaviate_v1_Filters>
      GeoCoordinate: MessageTypeDefinition<_weaviate_v1_GeoCoordinateInit, _weaviate_v1_GeoCoordinate>
      IntArray: MessageTypeDefinition<_weaviate_v1_IntArrayInit, _weaviate_v1_IntArray>
      IntArrayProperties: MessageTypeDefinition<_weaviate_v1_IntArrayPropertiesInit, _weaviate_v1_IntArrayProperties>
      IntValues: MessageTypeDefinition<_weaviate_v1_IntValuesInit, _weaviate_v1_IntValues>
      ListValue: MessageTypeDefinition<_weaviate_v1_ListValueInit, _weaviate_v1_ListValue>
      MetadataRequest: MessageTypeDefinition<_weaviate_v1_MetadataRequestInit, _weaviate_v1_MetadataRequest>
      MetadataResult: MessageTypeDefinition<_weaviate_v1_MetadataResultInit, _weaviate_v1_MetadataResult>
      NullValue: EnumTypeDefinition
      NumberArray: MessageTypeDefinition<_weaviate_v1_NumberArrayInit, _weaviate_v1_NumberArray>
      NumberArrayProperties: MessageTypeDefinition<_weaviate_v1_NumberArrayPropertiesInit, _weaviate_v1_NumberArrayProperties>
      NumberValues: MessageTypeDefinition<_weaviate_v1_NumberValuesInit, _weaviate_v1_NumberValues>
      ObjectArrayProperties: MessageTypeDefinition<_weaviate_v1_ObjectArrayPropertiesInit, _weaviate_v1_ObjectArrayProperties>
      ObjectProperties: MessageTypeDefinition<_weaviate_v1_ObjectPropertiesInit, _weaviate_v1_ObjectProperties>
      ObjectPropertiesRequest: MessageTypeDefinition<_weaviate_v1_ObjectPropertiesRequestInit, _weaviate_v1_ObjectPropertiesRequest>
      ObjectPropertiesValue: MessageTypeDefinition<_weaviate_v1_ObjectPropertiesValueInit, _weaviate_v1_ObjectPropertiesValue>
      ObjectValues: MessageTypeDefinition<_weaviate_v1_ObjectValuesInit, _weaviate_v1_ObjectValues>
      PhoneNumber: MessageTypeDefinition<_weaviate_v1_PhoneNumberInit, _weaviate_v1_PhoneNumber>
      Properties: MessageTypeDefinition<_weaviate_v1_PropertiesInit, _weaviate_v1_Properties>
      PropertiesRequest: MessageTypeDefinition<_weaviate_v1_PropertiesRequestInit, _weaviate_v1_PropertiesRequest>
      PropertiesResult: MessageTypeDefinition<_weaviate_v1_PropertiesResultInit, _weaviate_v1_PropertiesResult>
      RefPropertiesRequest: MessageTypeDefinition<_weaviate_v1_RefPropertiesRequestInit, _weaviate_v1_RefPropertiesRequest>
      RefPropertiesResult: MessageTypeDefinition<_weaviate_v1_RefPropertiesResultInit, _weaviate_v1_RefPropertiesResult>
      SearchReply: MessageTypeDefinition<_weaviate_v1_SearchReplyInit, _weaviate_v1_SearchReply>
      SearchRequest: MessageTypeDefinition<_weaviate_v1_SearchRequestInit, _weaviate_v1_SearchRequest>
      SearchResult: MessageTypeDefinition<_weaviate_v1_SearchResultInit, _weaviate_v1_SearchResult>
      Struct: MessageTypeDefinition<_weaviate_v1_StructInit, _weaviate_v1_Struct>
      StructList: MessageTypeDefinition<_weaviate_v1_StructListInit, _weaviate_v1_StructList>
      StructValue: MessageTypeDefinition<_weaviate_v1_StructValueInit, _weaviate_v1_StructValue>
      Tenant: MessageTypeDefinition<_weaviate_v1_TenantInit, _weaviate_v1_Tenant>
      TenantActivityStatus: EnumTypeDefinition
      TenantNames: MessageTypeDefinition<_weaviate_v1_TenantNamesInit, _weaviate_v1_TenantNames>
      TenantsGetReply: MessageTypeDefinition<_weaviate_v1_TenantsGetReplyInit, _weaviate_v1_TenantsGetReply>
      TenantsGetRequest: MessageTypeDefinition<_weaviate_v1_TenantsGetRequestInit, _weaviate_v1_TenantsGetRequest>
      TextArray: MessageTypeDefinition<_weaviate_v1_TextArrayInit, _weaviate_v1_TextArray>
      TextArrayProperties: MessageTypeDefinition<_weaviate_v1_TextArrayPropertiesInit, _weaviate_v1_TextArrayProperties>
      TextValues: MessageTypeDefinition<_weaviate_v1_TextValuesInit, _weaviate_v1_TextValues>
      UuidValues: MessageTypeDefinition<_weaviate_v1_UuidValuesInit, _weaviate_v1_UuidValues>
      Value: MessageTypeDefinition<_weaviate_v1_ValueInit, _weaviate_v1_Value>
      Vectors: MessageTypeDefinition<_weaviate_v1_VectorsInit, _weaviate_v1_Vectors>
      Weaviate: SubtypeConstructor<typeof grpc.Client, _weaviate_v1_WeaviateClient> & { service: _weaviate_v1_WeaviateDefinition }
    }
  }
}

