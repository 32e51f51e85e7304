// Original file: weaviate/v1/values.proto


export interface UuidValuesInit {
  'values'?: (string)[];
}

export interface UuidValues {
  'values': (string)[];
}
