// Original file: weaviate/v1/filters.proto


export interface FilterTargetInit {
  'property'?: (string);
  'target'?: "property";
}

export interface FilterTarget {
  'property'?: (string);
  'target'?: "property";
}
