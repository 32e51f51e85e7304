// Original file: weaviate/v1/vectors.proto


// Original file: weaviate/v1/vectors.proto

export const _weaviate_v1_Vectors_VectorType = {
  /**
   * One vector, as older clients send it.
   */
  VECTOR_TYPE_UNSPECIFIED: 0,
  VECTOR_TYPE_SINGLE_FP32: 1,
  VECTOR_TYPE_MULTI_FP32: 2,
} as const;

export type _weaviate_v1_Vectors_VectorTypeInit =
  /**
   * One vector, as older clients send it.
   */
  | 'VECTOR_TYPE_UNSPECIFIED'
  | 0
  | 'VECTOR_TYPE_SINGLE_FP32'
  | 1
  | 'VECTOR_TYPE_MULTI_FP32'
  | 2

export type _weaviate_v1_Vectors_VectorType = typeof _weaviate_v1_Vectors_VectorType[keyof typeof _weaviate_v1_Vectors_VectorType]

export interface VectorsInit {
  'name'?: (string);
  /**
   * float32, little-endian. Before the vectors of a multi-vector, the length of each as uint16.
   */
  'vectorBytes'?: (Buffer | Uint8Array | string);
  'type'?: (_weaviate_v1_Vectors_VectorTypeInit);
}

export interface Vectors {
  'name': (string);
  /**
   * float32, little-endian. Before the vectors of a multi-vector, the length of each as uint16.
   */
  'vectorBytes': (Buffer);
  'type': (_weaviate_v1_Vectors_VectorType);
}
