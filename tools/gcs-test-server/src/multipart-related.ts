import { invalid } from './google-error.ts';

interface Part {
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

const LINE_END = '\r\n';
const HEADERS_END = LINE_END + LINE_END;

/** @param part from the end of its boundary's line on, so that headers may also be none */
const parsePart = (part: Buffer): Part => {
  const end = part.indexOf(HEADERS_END);
  if (end < 0) throw invalid('A part of the multipart body has no headers.');
  const [, contentType] = /^content-type:\s*(.*?)\s*$/im.exec(part.toString('latin1', 0, end)) ?? [];
  return { contentType, body: part.subarray(end + HEADERS_END.length) };
};

/**
 * Takes an upload of `uploadType=multipart` apart: the object's metadata, then its media (RFC 2387; JSON API, "Upload an
 * object in a single request").
 *
 * @throws GoogleError 400 `invalid`
 */
export const parseMultipartRelated = (
  contentType: string | undefined,
  body: Buffer,
): { readonly metadata: Part; readonly media: Part } => {
  const [, quoted, plain] =
    /^multipart\/related\s*;.*\bboundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) {
    throw invalid(`The Content-Type is ${String(contentType)}, expected multipart/related with a boundary.`);
  }
  const opening = `--${boundary}${LINE_END}`;
  const start = body.indexOf(opening);
  const middle = body.indexOf(LINE_END + opening, start);
  const end = body.lastIndexOf(`${LINE_END}--${boundary}--`);
  if (start < 0 || middle < 0 || end <= middle) {
    throw invalid('The multipart body does not have its two parts, or does not end.');
  }
  return {
    metadata: parsePart(body.subarray(start + opening.length - LINE_END.length, middle)),
    media: parsePart(body.subarray(middle + opening.length, end)),
  };
};
