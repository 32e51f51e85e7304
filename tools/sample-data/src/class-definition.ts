/** A property in Weaviate's REST schema. */
export interface PropertyDefinition {
  name: string;
  /** One Weaviate data type. */
  dataType: string[];
  description: string;
  /** The members of an `object` or `object[]`. */
  nestedProperties?: PropertyDefinition[];
}

/** A class in Weaviate's REST schema (the body of `POST /v1/schema`), as plain JSON. */
export interface ClassDefinition {
  class: string;
  description: string;
  /** Of the one unnamed vector; absent where the class has named vectors. */
  vectorizer?: 'none';
  vectorIndexType?: 'hnsw';
  vectorConfig?: Record<string, { vectorizer: { none: Record<string, never> }; vectorIndexType: 'hnsw' }>;
  properties: PropertyDefinition[];
}
