import { unlessAborted } from '@weaviate-export/waiting';
import { type Storage } from '@google-cloud/storage';
import { Readable } from 'node:stream';
import { isOfNetwork } from '../cloud/errors.ts';
import { GcsFailure, STALLED, UNANSWERED, UNAUTHORIZED } from './errors.ts';

/** One request of the JSON API. */
export interface GcsRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent one after the other, and not copied. */
  readonly body?: readonly Uint8Array[];
}

export interface GcsAnswer {
  /** 200 to 308: what is refused is thrown. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The SDK's source of credentials and its transport, which heeds the proxies that the environment names. */
export type Auth = Storage['authClient'];

/** Bytes handed to a connection at a time: each that is taken is headway. */
const SLICE_BYTES = 256 * 1024;

/** Longest answer in plain text that a message repeats, in characters; longer ones are pages for browsers. */
const SHOWN_CHARACTERS = 300;

/** Codes of node:net and node:dns, and of Google's client for the addresses that it asks for credentials. */
const NETWORK_CODE = /^(ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH|EPIPE|EPROTO|.*CERT.*)$/;

/**
 * Sends a request once, and takes in the whole answer.
 * @param patienceMs without a byte moving that end it
 * @throws the signal's reason, or a GcsFailure
 */
export async function sendRequest(
  auth: Auth,
  request: GcsRequest,
  patienceMs: number,
  signal: AbortSignal,
): Promise<GcsAnswer> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), patienceMs);
  const stop = AbortSignal.any([stalled.signal, signal]);
  let isOver = false;
  // What is left of a body may still be taken once there is an answer: a timer that has ended would begin anew.
  const onHeadway = (): void => void (isOver || timer.refresh());
  try {
    // The SDK's search for credentials heeds no signal: it is left to itself.
    return await unlessAborted(exchange(auth, request, stop, onHeadway), stop);
  } catch (error) {
    signal.throwIfAborted();
    if (stalled.signal.aborted) throw new GcsFailure(`no headway for ${patienceMs} ms`, { code: STALLED });
    throw error;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

async function exchange(
  auth: Auth,
  { method, url, headers = {}, body }: GcsRequest,
  signal: AbortSignal,
  onHeadway: () => void,
): Promise<GcsAnswer> {
  const { client, authorization } = await authorize(auth, url);
  onHeadway();
  const sent = new Headers(headers);
  authorization.forEach((value, name) => sent.set(name, value));
  if (body !== undefined) sent.set('content-length', String(lengthOf(body)));
  try {
    const answer = await client.transporter.request<Readable | ''>({
      method,
      url,
      headers: sent,
      ...(body !== undefined && { data: streamOf(body, onHeadway) }),
      signal,
      responseType: 'stream',
      validateStatus: () => true,
    });
    onHeadway();
    const pieces: Buffer[] = [];
    // Without content there is no stream.
    for await (const piece of answer.data as AsyncIterable<Buffer>) {
      onHeadway();
      pieces.push(piece);
    }
    const taken = { status: answer.status, headers: answer.headers, body: Buffer.concat(pieces) };
    if (taken.status >= 400) throw refusalOf(taken);
    return taken;
  } catch (error) {
    throw error instanceof GcsFailure ? error : unanswered(error);
  }
}

async function authorize(auth: Auth, url: string) {
  try {
    const client = await auth.getClient();
    return { client, authorization: await client.getRequestHeaders(url) };
  } catch (error) {
    const { code, message, response } = error as { code?: unknown; message: string; response?: unknown };
    if (response === undefined && typeof code === 'string' && NETWORK_CODE.test(code))
      throw unanswered(error);
    throw new GcsFailure(message, { code: UNAUTHORIZED });
  }
}

function lengthOf(body: readonly Uint8Array[]): number {
  return body.reduce((length, { length: more }) => length + more, 0);
}

function streamOf(body: readonly Uint8Array[], onTaken: () => void): Readable {
  function* slices(): Generator<Uint8Array> {
    for (const bytes of body)
      for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
        yield bytes.subarray(start, start + SLICE_BYTES);
        onTaken();
      }
  }
  return Readable.from(slices(), { objectMode: false, highWaterMark: 2 * SLICE_BYTES });
}

/** Google's error document, or the message alone, as where an object's bytes were asked for. */
function refusalOf({ status, body }: GcsAnswer): GcsFailure {
  const text = body.toString().trim();
  const { message, errors } = errorDocument(text);
  const words = message ?? (text.length <= SHOWN_CHARACTERS ? text : '');
  return new GcsFailure(words || `status ${status}`, { status, code: errors?.[0]?.reason });
}

function errorDocument(text: string): {
  readonly message?: string;
  readonly errors?: readonly { readonly reason?: string }[];
} {
  try {
    return (JSON.parse(text) as { error?: object }).error ?? {};
  } catch {
    return {};
  }
}

/** What is left of the transport's errors without the URL, which they hold in their message and in their fields. */
function unanswered(error: unknown): GcsFailure {
  const { code, message } = error as { code?: unknown; message: string };
  const [, reason = message] = /failed, reason: (.*)$/s.exec(message) ?? [];
  return new GcsFailure(reason, { code: typeof code === 'string' && isOfNetwork(code) ? code : UNANSWERED });
}
