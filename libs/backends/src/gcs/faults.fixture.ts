import { type Fault } from '@weaviate-export/gcs-test-server';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { type GcsBackend } from './backend.ts';
import { BUCKET } from './gcs.fixture.ts';

export const at = { bucket: BUCKET, key: 'nightly/Article.parquet' };

/** Three chunks, the last of them small. */
export const LARGE = seededBytes(33 * 1024 * 1024, 1);
export const LAST_CHUNK = { after: 2 };
export const SMALL = seededBytes(1000, 2);

export const BUSY: Fault = { kind: 'status', status: 503, reason: 'backendError' };
export const RESET: Fault = { kind: 'reset' };
export const LOST: Fault = { kind: 'answerLost' };
export const STALL: Fault = { kind: 'stall' };

/** Writes a file whole, and nothing where that fails. */
export async function write(backend: GcsBackend, bytes: Uint8Array): Promise<void> {
  await using sink = await backend.openSink(at, { signal: NEVER });
  await sink.write(bytes);
  await sink.close();
}
