// Original file: weaviate/v1/values.proto


export interface TextValuesInit {
  'values'?: (string)[];
}

export interface TextValues {
  'values': (string)[];
}
