const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const SPACE = 0x20;

/**
 * The members of a JSON object that have one of the names, each in the very text that it had and in its place; of what lies in
 * them nothing is read. Text stays text, and bytes bytes.
 * @throws SyntaxError where it is no object, or does not end
 */
export function selectMembers<Text extends string | Uint8Array>(json: Text, names: ReadonlySet<string>): Text;
export function selectMembers(json: string | Uint8Array, names: ReadonlySet<string>): string | Uint8Array {
  if (typeof json === 'string') return select(json, (name) => names.has(nameOf(name)));
  // A character a byte: all that tells members apart is ASCII.
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('latin1');
  const isWanted = (name: string): boolean => names.has(nameOf(Buffer.from(name, 'latin1').toString('utf8')));
  return Buffer.from(select(text, isWanted), 'latin1');
}

/** A name as it stands between quotes, without its escapes. */
function nameOf(written: string): string {
  return written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written;
}

function select(text: string, isWanted: (name: string) => boolean): string {
  const kept: string[] = [];
  let start = skipBlanks(text, expect(text, skipBlanks(text, 0), OPEN_OBJECT));
  if (text.charCodeAt(start) === CLOSE_OBJECT) return '{}';
  for (;;) {
    expect(text, start, QUOTE);
    const nameEnd = endOfString(text, start);
    const end = endOfValue(text, expect(text, skipBlanks(text, nameEnd), COLON));
    if (isWanted(text.slice(start + 1, nameEnd - 1))) kept.push(text.slice(start, end).trimEnd());
    if (text.charCodeAt(end) === CLOSE_OBJECT) return `{${kept.join(',')}}`;
    start = skipBlanks(text, expect(text, end, COMMA));
  }
}

/** The place behind a character that has to be there. */
function expect(text: string, at: number, code: number): number {
  if (text.charCodeAt(at) === code) return at + 1;
  throw new SyntaxError(`no ${String.fromCharCode(code)} at character ${at} of what should be a JSON object`);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return at;
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
  }
  throw new SyntaxError(`the string at character ${start} does not end`);
}

/** Where the comma or the brace behind a value stands. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at) - 1;
        break;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        depth += 1;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        if (depth === 0) return at;
        depth -= 1;
        break;
      case COMMA:
        if (depth === 0) return at;
        break;
    }
  }
  throw new SyntaxError(`the value at character ${start} does not end`);
}
