// Original file: weaviate/v1/search.proto


export interface SearchReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  /**
   * Of SearchResult.
   */
  'results'?: (Buffer | Uint8Array | string)[];
}

export interface SearchReply {
  /**
   * Seconds.
   */
  'took': (number);
  /**
   * Of SearchResult.
   */
  'results': (Buffer)[];
}
