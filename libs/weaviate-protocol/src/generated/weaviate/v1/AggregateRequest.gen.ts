// Original file: weaviate/v1/aggregate.proto


export interface AggregateRequestInit {
  'collection'?: (string);
  'tenant'?: (string);
  'objectsCount'?: (boolean);
}

export interface AggregateRequest {
  'collection': (string);
  'tenant': (string);
  'objectsCount': (boolean);
}
