// Original file: weaviate/v1/batch_object.proto


export interface NumberArrayPropertiesInit {
  /**
   * As older clients send them; `values_bytes` counts where both are there.
   */
  'values'?: (number | string)[];
  'propName'?: (string);
  /**
   * float64, little-endian.
   */
  'valuesBytes'?: (Buffer | Uint8Array | string);
}

export interface NumberArrayProperties {
  /**
   * As older clients send them; `values_bytes` counts where both are there.
   */
  'values': (number)[];
  'propName': (string);
  /**
   * float64, little-endian.
   */
  'valuesBytes': (Buffer);
}
