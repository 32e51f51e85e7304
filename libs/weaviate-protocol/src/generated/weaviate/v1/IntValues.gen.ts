// Original file: weaviate/v1/values.proto


export interface IntValuesInit {
  /**
   * Integers of 64 bits, little-endian.
   */
  'values'?: (Buffer | Uint8Array | string);
}

export interface IntValues {
  /**
   * Integers of 64 bits, little-endian.
   */
  'values': (Buffer);
}
