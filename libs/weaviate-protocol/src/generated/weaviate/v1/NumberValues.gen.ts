// Original file: weaviate/v1/values.proto


export interface NumberValuesInit {
  /**
   * float64, little-endian.
   */
  'values'?: (Buffer | Uint8Array | string);
}

export interface NumberValues {
  /**
   * float64, little-endian.
   */
  'values': (Buffer);
}
