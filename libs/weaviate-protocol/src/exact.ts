import type { Long } from '@grpc/proto-loader';

/** An integer of 64 bits as messages hold it. */
export interface Int64 {
  /** The lower 32 bits, and the higher ones, with their signs. */
  readonly low: number;
  readonly high: number;
}

/**
 * A generated type, as exact as the codec is: integers of 64 bits, bytes and enumerations are written in the one form
 * that is also read, and none of the others that proto-loader would convert (texts of numbers, base64, names).
 */
export type Exact<Field> = [Extract<Field, Uint8Array>] extends [never]
  ? [Extract<Field, Long>] extends [never]
    ? [Extract<Field, number>] extends [never]
      ? ExactObject<Field>
      : number
    : Int64
  : Uint8Array;

type ExactObject<Field> = Field extends readonly (infer Element)[]
  ? readonly Exact<Element>[]
  : Field extends object
    ? { readonly [Name in keyof Field]: Exact<Field[Name]> }
    : Field;
