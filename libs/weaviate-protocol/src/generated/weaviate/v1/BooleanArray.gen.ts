// Original file: weaviate/v1/filters.proto


export interface BooleanArrayInit {
  'values'?: (boolean)[];
}

export interface BooleanArray {
  'values': (boolean)[];
}
