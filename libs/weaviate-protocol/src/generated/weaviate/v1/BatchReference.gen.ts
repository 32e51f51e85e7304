// Original file: weaviate/v1/batch.proto


export interface BatchReferenceInit {
  'name'?: (string);
  'fromCollection'?: (string);
  'fromUuid'?: (string);
  'toCollection'?: (string);
  'toUuid'?: (string);
  'tenant'?: (string);
  '_toCollection'?: "toCollection";
}

export interface BatchReference {
  'name': (string);
  'fromCollection': (string);
  'fromUuid': (string);
  'toCollection'?: (string);
  'toUuid': (string);
  'tenant': (string);
  '_toCollection'?: "toCollection";
}
