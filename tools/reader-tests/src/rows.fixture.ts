/**
 * A value as every reader tells it, in JSON: NULL, booleans and text as they are; an integer its digits; a floating-point
 * number an `f` before the bits of its double in hexadecimal; bytes hexadecimal behind `0x`; a time its microseconds since
 * 1970; a list its elements; a struct its fields, without those that are NULL.
 */
export type Told = null | boolean | string | readonly Told[] | { readonly [field: string]: Told };

/** A row, by column. */
export type ToldRow = Readonly<Record<string, Told>>;

export function toldFloat(value: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return `f${Number.isNaN(value) ? 'nan' : bits.toString('hex')}`;
}

export const toldBytes = (value: Uint8Array): string => `0x${Buffer.from(value).toString('hex')}`;

export function toldStruct(
  fields: Iterable<readonly [string, unknown]>,
  told: (value: unknown) => Told,
): { readonly [field: string]: Told } {
  return Object.fromEntries(
    [...fields].flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, told(value)]],
    ),
  );
}
