import { stat } from 'node:fs/promises';
import { asyncBufferFromFile, type AsyncBuffer } from 'hyparquet';
import type { Environment } from '@weaviate-export/configuration';
import { backendsOf } from '../backends.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { parsePlace, type BucketPlace } from '../place.ts';

/** A file that is read in ranges, until it is disposed of. */
export interface OpenedFile extends AsyncDisposable {
  readonly buffer: AsyncBuffer;
}

/**
 * Opens a file of this machine, or one in a bucket.
 * @param name as the caller typed it: what messages show
 * @param folder what relative paths are below
 * @throws Failure where there is none; ExportError FIELD_INVALID, or what the backend throws
 */
export async function openFile(name: string, folder: string, environment: Environment): Promise<OpenedFile> {
  const place = parsePlace('FILE', name, folder);
  if (place.backend !== 'filesystem') return openInBucket(name, place, environment);
  await checkFile(name, place.folder);
  return { buffer: await asyncBufferFromFile(place.folder), [Symbol.asyncDispose]: async () => undefined };
}

async function openInBucket(name: string, place: BucketPlace, environment: Environment): Promise<OpenedFile> {
  await using cleanUp = new AsyncDisposableStack();
  const backends = cleanUp.use(backendsOf(place, environment));
  const backend = await backends.backend(place.backend);
  const location = { bucket: place.bucket, key: place.path };
  // Every request has deadlines of its own.
  const { signal } = new AbortController();
  const bytes = place.path === '' ? undefined : await sizeOf(backend.list(location, signal), location.key);
  if (bytes === undefined) throw noFile(name, backend.describe({ ...location, key: location.key || '?' }));
  const slice = async (start: number, end = bytes): Promise<ArrayBuffer> => {
    const from = start < 0 ? bytes + start : start;
    const range = await backend.readRange(location, from, end - from, signal);
    return Uint8Array.from(range).buffer;
  };
  const held = cleanUp.move();
  return { buffer: { byteLength: bytes, slice }, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** The size of the file of just this key; a listing begins with it. */
async function sizeOf(
  files: AsyncIterable<{ readonly key: string; readonly bytes: number }>,
  key: string,
): Promise<number | undefined> {
  for await (const file of files) return file.key === key ? file.bytes : undefined;
  return undefined;
}

async function checkFile(name: string, path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw noFile(name, path, cause);
      throw new Failure(EXIT.failed, `'${name}' cannot be opened: ${cause.code}.`, { cause });
    },
  );
  if (isFolder)
    throw new Failure(EXIT.failed, `'${name}' is a folder; name one of the .parquet files in it.`);
}

function noFile(name: string, address: string, cause?: unknown): Failure {
  return new Failure(
    EXIT.failed,
    `there is no file '${name}' (looked at ${address}). An export's files lie at {path}/{id}/{Class}.parquet; ` +
      `they appear when its status is SUCCESS.`,
    { cause },
  );
}
