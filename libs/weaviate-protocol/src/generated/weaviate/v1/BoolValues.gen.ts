// Original file: weaviate/v1/values.proto


export interface BoolValuesInit {
  'values'?: (boolean)[];
}

export interface BoolValues {
  'values': (boolean)[];
}
