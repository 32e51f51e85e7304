// Original file: weaviate/v1/values.proto


export interface DateValuesInit {
  'values'?: (string)[];
}

export interface DateValues {
  'values': (string)[];
}
