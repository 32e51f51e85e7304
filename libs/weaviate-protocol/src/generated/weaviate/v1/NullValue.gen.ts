// Original file: weaviate/v1/struct.proto

export const NullValue = {
  NULL_VALUE: 0,
} as const;

export type NullValueInit =
  | 'NULL_VALUE'
  | 0

export type NullValue = typeof NullValue[keyof typeof NullValue]
