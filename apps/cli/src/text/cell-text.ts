/** A list longer than this is shown by its beginning and its length: vectors have hundreds of values. */
const LIST_SHOWN_WHOLE = 8;
const LIST_BEGINNING = 3;
/** A float32 has 7 digits at most that mean something; for a look at a vector, 5 are enough. */
const VECTOR_DIGITS = 5;
const BYTES_SHOWN = 8;
/** In UTF-16 units. No terminal is wider, and a text may have megabytes. */
const LONGEST_CELL = 1000;

/** One value as one line of text, for people: nested values as in JSON, long lists as `[0.1, 0.2, 0.3, … 384 values]`. */
export function cellText(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : nestedText(value));
}

function nestedText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (isList(value)) return listText(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${name}: ${nestedText(part)}`)
    .join(', ')}}`;
}

function listText(values: ArrayLike<unknown>): string {
  const whole = values.length <= LIST_SHOWN_WHOLE;
  const shown = Array.from({ length: whole ? values.length : LIST_BEGINNING }, (_, at) => {
    const value = values[at];
    return typeof value === 'number' ? String(Number(value.toPrecision(VECTOR_DIGITS))) : nestedText(value);
  });
  if (!whole) shown.push(`… ${values.length} values`);
  return `[${shown.join(', ')}]`;
}

/** Bytes that are readable text are shown as such, others in hexadecimal. */
function bytesText(bytes: Uint8Array): string {
  const text = readableText(bytes);
  if (text !== undefined) return text;
  const beginning = Buffer.from(bytes.subarray(0, BYTES_SHOWN)).toString('hex');
  return bytes.length > BYTES_SHOWN ? `0x${beginning}… ${bytes.length} bytes` : `0x${beginning}`;
}

/** The text that bytes of an undeclared type stand for; undefined where they hold anything else, such as float32 values. */
export function readableText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Control characters could move a terminal's cursor or recolour it: they are shown, never sent. */
function oneLine(text: string): string {
  const beginning = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
  return beginning.replace(/\p{Cc}/gu, (character) =>
    character === '\n' ? '\\n' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
