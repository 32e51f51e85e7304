// Original file: weaviate/v1/filters.proto


export interface TextArrayInit {
  'values'?: (string)[];
}

export interface TextArray {
  'values': (string)[];
}
