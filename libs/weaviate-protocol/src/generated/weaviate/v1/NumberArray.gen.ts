// Original file: weaviate/v1/filters.proto


export interface NumberArrayInit {
  'values'?: (number | string)[];
}

export interface NumberArray {
  'values': (number)[];
}
