import { type ByteRange } from './byte-range.ts';

/** What a server answers a request with. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out of the answer to a HEAD request, whose `content-length` still tells its size. */
  readonly body?: Buffer | string;
}

/** An answer with an object's bytes, or with a range of them. */
export const bytesAnswer = (
  body: Buffer,
  range: ByteRange | undefined,
  headers: Readonly<Record<string, string>>,
): Answer =>
  range === undefined
    ? { status: 200, headers, body }
    : {
        status: 206,
        headers: { ...headers, 'content-range': `bytes ${range.start}-${range.end - 1}/${body.length}` },
        body: body.subarray(range.start, range.end),
      };
