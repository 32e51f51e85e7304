// Original file: weaviate/v1/batch_object.proto


export interface BooleanArrayPropertiesInit {
  'values'?: (boolean)[];
  'propName'?: (string);
}

export interface BooleanArrayProperties {
  'values': (boolean)[];
  'propName': (string);
}
