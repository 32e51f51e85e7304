// Original file: weaviate/v1/batch_delete.proto


export interface BatchDeleteObjectInit {
  /**
   * Its 16 bytes.
   */
  'uuid'?: (Buffer | Uint8Array | string);
  'successful'?: (boolean);
  'error'?: (string);
}

export interface BatchDeleteObject {
  /**
   * Its 16 bytes.
   */
  'uuid': (Buffer);
  'successful': (boolean);
  'error': (string);
}
