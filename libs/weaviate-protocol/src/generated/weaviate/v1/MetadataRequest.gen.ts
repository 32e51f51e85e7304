// Original file: weaviate/v1/search.proto


export interface MetadataRequestInit {
  'uuid'?: (boolean);
  'vector'?: (boolean);
  'creationTimeUnix'?: (boolean);
  'lastUpdateTimeUnix'?: (boolean);
  'vectors'?: (string)[];
}

export interface MetadataRequest {
  'uuid': (boolean);
  'vector': (boolean);
  'creationTimeUnix': (boolean);
  'lastUpdateTimeUnix': (boolean);
  'vectors': (string)[];
}
