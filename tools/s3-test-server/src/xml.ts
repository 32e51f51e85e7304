import { S3Error } from './s3-error.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Markup, and what a reader of XML would normalise away or refuse: line ends and other control characters. */
const TO_ESCAPE = /[&<>"]|\p{Cc}/gu;

const escapeText = (text: string): string =>
  text.replace(TO_ESCAPE, (character) => `&#${character.charCodeAt(0)};`);

/** `<name>value</name>`, the value escaped; nothing for `undefined`, so that optional elements stay out. */
export const leaf = (name: string, value: string | number | boolean | undefined): string =>
  value === undefined ? '' : `<${name}>${escapeText(String(value))}</${name}>`;

/** `<name>…</name>` around elements already written. */
export const branch = (name: string, ...children: readonly string[]): string =>
  `<${name}>${children.join('')}</${name}>`;

/** A whole answer in S3's namespace. */
export const xmlDocument = (root: string, ...children: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${children.join('')}</${root}>`;

/** S3's error document; it alone stands outside the namespace. */
export const errorDocument = (error: {
  readonly code: string;
  readonly message: string;
  /** The path that was asked for, as sent. */
  readonly resource: string;
  readonly requestId: string;
}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n` +
  branch(
    'Error',
    leaf('Code', error.code),
    leaf('Message', error.message),
    leaf('Resource', error.resource),
    leaf('RequestId', error.requestId),
  );

const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeText = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (entity, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED_ENTITIES[name] ?? entity;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );

/** What stands inside each element `name`, still as markup, in document order. S3's request documents never nest a name. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inside = '']) => inside,
  );

/** The text of the first element `name`, or `undefined` where there is none. */
export const textOf = (xml: string, name: string): string | undefined => {
  const [first] = elements(xml, name);
  return first === undefined ? undefined : unescapeText(first);
};

/**
 * The inside of a request document's root. Comments, CDATA and document types are refused: no client of S3 sends them.
 *
 * @throws S3Error `MalformedXML`
 */
export const requestDocument = (body: Buffer, root: string): string => {
  const xml = body.toString('utf8');
  const [inside] = elements(xml, root);
  if (inside === undefined || xml.includes('<!')) {
    throw new S3Error('MalformedXML', `The request's body is not a ${root} document.`);
  }
  return inside;
};
