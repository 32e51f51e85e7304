import { type Backend, type FileLocation } from '@weaviate-export/usecases-export';
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** A backend under test: empty at first, and gone with its fixture. */
export interface BackendFixture extends AsyncDisposable {
  readonly backend: Backend;
  /** A bucket that exists; absent where the backend has none. */
  readonly bucket?: string;
  /** What unfinished sinks have left: open uploads, temporary files, empty folders. */
  openUploads?(): Promise<readonly string[]> | readonly string[];
  /** How a process of its own opens the same backend: without it, uploads are not tested with two. */
  readonly elsewhere?: {
    /** URL of a module that exports `openBackend(): Promise<Backend>`. */
    readonly module: string;
    /** Its environment. */
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  /**
   * True for a store that heeds no condition when an upload is completed: of two files of one name that are closed at
   * the same moment both may be published, the later in the place of the earlier.
   */
  readonly publishesUnconditionally?: boolean;
}

/** A fixture with what tests ask of it. */
export interface Opened extends AsyncDisposable {
  readonly backend: Backend;
  readonly at: (key: string) => FileLocation;
  /** The whole file as the backend reads it. */
  readonly read: (key: string) => Promise<Buffer | null>;
  /** Keys as the backend lists them. */
  readonly keys: (prefix?: string) => Promise<string[]>;
  /** Everything that is there: listed files and what unfinished sinks have left. */
  readonly everything: () => Promise<string[]>;
  readonly publishesUnconditionally: boolean;
}

/** Never aborted: for calls that end by themselves. */
export const NEVER: AbortSignal = new AbortController().signal;

export async function opened(openFixture: () => Promise<BackendFixture>): Promise<Opened> {
  const fixture = await openFixture();
  const { backend, bucket } = fixture;
  const at = (key: string): FileLocation => (bucket === undefined ? { key } : { bucket, key });
  const keys = async (prefix = ''): Promise<string[]> =>
    (await collected(backend.list(at(prefix), NEVER))).map(({ key }) => key);
  return {
    backend,
    at,
    read: async (key) => {
      const bytes = await backend.read(at(key), NEVER);
      return bytes && Buffer.from(bytes);
    },
    keys,
    everything: async () => [...(await keys()), ...((await fixture.openUploads?.()) ?? [])],
    publishesUnconditionally: fixture.publishesUnconditionally ?? false,
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}

/** Everything that comes, in its order. */
export async function collected<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

export function sha256(...pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** The same numbers below 2^32 for the same seed. */
export function* seededNumbers(seed: number): Generator<number, never> {
  for (let state = firstState(seed); ;) yield (state = nextState(state));
}

function firstState(seed: number): number {
  return seed >>> 0 || 1;
}

/** One step of xorshift32 (Marsaglia 2003). */
function nextState(state: number): number {
  let next = state ^ (state << 13);
  next ^= next >>> 17;
  next ^= next << 5;
  return next >>> 0;
}

/** The same bytes for the same seed, which no compression makes smaller. */
export function seededBytes(length: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = firstState(seed);
  for (let index = 0; index < words.length; index++) words[index] = state = nextState(state);
  return Buffer.from(words.buffer, 0, length);
}

/** Bytes cut into pieces of 1 to `longest` bytes, no two alike. */
export function* oddPieces(bytes: Uint8Array, longest: number, seed: number): Generator<Uint8Array> {
  const numbers = seededNumbers(seed);
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + (numbers.next().value % longest);
    yield bytes.subarray(start, end);
    start = end;
  }
}
