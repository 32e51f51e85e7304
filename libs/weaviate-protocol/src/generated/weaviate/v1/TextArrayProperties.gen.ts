// Original file: weaviate/v1/batch_object.proto


export interface TextArrayPropertiesInit {
  'values'?: (string)[];
  'propName'?: (string);
}

export interface TextArrayProperties {
  'values': (string)[];
  'propName': (string);
}
