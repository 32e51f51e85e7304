// Original file: weaviate/v1/service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AggregateReplyInit as _weaviate_v1_AggregateReplyInit, AggregateReply as _weaviate_v1_AggregateReply } from '../../weaviate/v1/AggregateReply.gen.ts';
import type { AggregateRequestInit as _weaviate_v1_AggregateRequestInit, AggregateRequest as _weaviate_v1_AggregateRequest } from '../../weaviate/v1/AggregateRequest.gen.ts';
import type { BatchDeleteReplyInit as _weaviate_v1_BatchDeleteReplyInit, BatchDeleteReply as _weaviate_v1_BatchDeleteReply } from '../../weaviate/v1/BatchDeleteReply.gen.ts';
import type { BatchDeleteRequestInit as _weaviate_v1_BatchDeleteRequestInit, BatchDeleteRequest as _weaviate_v1_BatchDeleteRequest } from '../../weaviate/v1/BatchDeleteRequest.gen.ts';
import type { BatchObjectsReplyInit as _weaviate_v1_BatchObjectsReplyInit, BatchObjectsReply as _weaviate_v1_BatchObjectsReply } from '../../weaviate/v1/BatchObjectsReply.gen.ts';
import type { BatchObjectsRequestInit as _weaviate_v1_BatchObjectsRequestInit, BatchObjectsRequest as _weaviate_v1_BatchObjectsRequest } from '../../weaviate/v1/BatchObjectsRequest.gen.ts';
import type { BatchReferencesReplyInit as _weaviate_v1_BatchReferencesReplyInit, BatchReferencesReply as _weaviate_v1_BatchReferencesReply } from '../../weaviate/v1/BatchReferencesReply.gen.ts';
import type { BatchReferencesRequestInit as _weaviate_v1_BatchReferencesRequestInit, BatchReferencesRequest as _weaviate_v1_BatchReferencesRequest } from '../../weaviate/v1/BatchReferencesRequest.gen.ts';
import type { BatchStreamReplyInit as _weaviate_v1_BatchStreamReplyInit, BatchStreamReply as _weaviate_v1_BatchStreamReply } from '../../weaviate/v1/BatchStreamReply.gen.ts';
import type { BatchStreamRequestInit as _weaviate_v1_BatchStreamRequestInit, BatchStreamRequest as _weaviate_v1_BatchStreamRequest } from '../../weaviate/v1/BatchStreamRequest.gen.ts';
import type { SearchReplyInit as _weaviate_v1_SearchReplyInit, SearchReply as _weaviate_v1_SearchReply } from '../../weaviate/v1/SearchReply.gen.ts';
import type { SearchRequestInit as _weaviate_v1_SearchRequestInit, SearchRequest as _weaviate_v1_SearchRequest } from '../../weaviate/v1/SearchRequest.gen.ts';
import type { TenantsGetReplyInit as _weaviate_v1_TenantsGetReplyInit, TenantsGetReply as _weaviate_v1_TenantsGetReply } from '../../weaviate/v1/TenantsGetReply.gen.ts';
import type { TenantsGetRequestInit as _weaviate_v1_TenantsGetRequestInit, TenantsGetRequest as _weaviate_v1_TenantsGetRequest } from '../../weaviate/v1/TenantsGetRequest.gen.ts';

export interface WeaviateClient extends grpc.Client {
  Aggregate(argument: _weaviate_v1_AggregateRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  Aggregate(argument: _weaviate_v1_AggregateRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  Aggregate(argument: _weaviate_v1_AggregateRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  Aggregate(argument: _weaviate_v1_AggregateRequestInit, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  aggregate(argument: _weaviate_v1_AggregateRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  aggregate(argument: _weaviate_v1_AggregateRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  aggregate(argument: _weaviate_v1_AggregateRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  aggregate(argument: _weaviate_v1_AggregateRequestInit, callback: grpc.requestCallback<_weaviate_v1_AggregateReply>): grpc.ClientUnaryCall;
  
  BatchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  BatchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  BatchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  BatchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  batchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  batchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  batchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  batchDelete(argument: _weaviate_v1_BatchDeleteRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchDeleteReply>): grpc.ClientUnaryCall;
  
  BatchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  BatchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  BatchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  BatchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  batchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  batchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  batchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  batchObjects(argument: _weaviate_v1_BatchObjectsRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchObjectsReply>): grpc.ClientUnaryCall;
  
  BatchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  BatchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  BatchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  BatchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  batchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  batchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  batchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  batchReferences(argument: _weaviate_v1_BatchReferencesRequestInit, callback: grpc.requestCallback<_weaviate_v1_BatchReferencesReply>): grpc.ClientUnaryCall;
  
  BatchStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamReply>;
  BatchStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamReply>;
  batchStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamReply>;
  batchStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamReply>;
  
  Search(argument: _weaviate_v1_SearchRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  Search(argument: _weaviate_v1_SearchRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  Search(argument: _weaviate_v1_SearchRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  Search(argument: _weaviate_v1_SearchRequestInit, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  search(argument: _weaviate_v1_SearchRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  search(argument: _weaviate_v1_SearchRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  search(argument: _weaviate_v1_SearchRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  search(argument: _weaviate_v1_SearchRequestInit, callback: grpc.requestCallback<_weaviate_v1_SearchReply>): grpc.ClientUnaryCall;
  
  TenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  TenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  TenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  TenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  tenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  tenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, metadata: grpc.Metadata, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  tenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, options: grpc.CallOptions, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  tenantsGet(argument: _weaviate_v1_TenantsGetRequestInit, callback: grpc.requestCallback<_weaviate_v1_TenantsGetReply>): grpc.ClientUnaryCall;
  
}

export interface WeaviateHandlers extends grpc.UntypedServiceImplementation {
  Aggregate: grpc.handleUnaryCall<_weaviate_v1_AggregateRequest, _weaviate_v1_AggregateReplyInit>;
  
  BatchDelete: grpc.handleUnaryCall<_weaviate_v1_BatchDeleteRequest, _weaviate_v1_BatchDeleteReplyInit>;
  
  BatchObjects: grpc.handleUnaryCall<_weaviate_v1_BatchObjectsRequest, _weaviate_v1_BatchObjectsReplyInit>;
  
  BatchReferences: grpc.handleUnaryCall<_weaviate_v1_BatchReferencesRequest, _weaviate_v1_BatchReferencesReplyInit>;
  
  BatchStream: grpc.handleBidiStreamingCall<_weaviate_v1_BatchStreamRequest, _weaviate_v1_BatchStreamReplyInit>;
  
  Search: grpc.handleUnaryCall<_weaviate_v1_SearchRequest, _weaviate_v1_SearchReplyInit>;
  
  TenantsGet: grpc.handleUnaryCall<_weaviate_v1_TenantsGetRequest, _weaviate_v1_TenantsGetReplyInit>;
  
}

export interface WeaviateDefinition extends grpc.ServiceDefinition {
  Aggregate: MethodDefinition<_weaviate_v1_AggregateRequestInit, _weaviate_v1_AggregateReplyInit, _weaviate_v1_AggregateRequest, _weaviate_v1_AggregateReply>
  BatchDelete: MethodDefinition<_weaviate_v1_BatchDeleteRequestInit, _weaviate_v1_BatchDeleteReplyInit, _weaviate_v1_BatchDeleteRequest, _weaviate_v1_BatchDeleteReply>
  BatchObjects: MethodDefinition<_weaviate_v1_BatchObjectsRequestInit, _weaviate_v1_BatchObjectsReplyInit, _weaviate_v1_BatchObjectsRequest, _weaviate_v1_BatchObjectsReply>
  BatchReferences: MethodDefinition<_weaviate_v1_BatchReferencesRequestInit, _weaviate_v1_BatchReferencesReplyInit, _weaviate_v1_BatchReferencesRequest, _weaviate_v1_BatchReferencesReply>
  BatchStream: MethodDefinition<_weaviate_v1_BatchStreamRequestInit, _weaviate_v1_BatchStreamReplyInit, _weaviate_v1_BatchStreamRequest, _weaviate_v1_BatchStreamReply>
  Search: MethodDefinition<_weaviate_v1_SearchRequestInit, _weaviate_v1_SearchReplyInit, _weaviate_v1_SearchRequest, _weaviate_v1_SearchReply>
  TenantsGet: MethodDefinition<_weaviate_v1_TenantsGetRequestInit, _weaviate_v1_TenantsGetReplyInit, _weaviate_v1_TenantsGetRequest, _weaviate_v1_TenantsGetReply>
}
