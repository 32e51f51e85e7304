import { ExportError } from '@weaviate-export/entities-export';
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { type CloudLocation, type CloudStore } from '../cloud/store.ts';
import { s3Errors } from './errors.ts';

const PROBE = Buffer.from('access-check');

const CHECKSUMS =
  'it refuses the checksums that requests carry: set AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED';
const CONDITIONS =
  'it refuses If-None-Match, by which no export replaces another: take a store, or a version of it, that has it';
const HEEDLESS =
  'it passes over If-None-Match, so that two exports could take one id: take a store, or a version of it, that heeds it';

/**
 * Writes a small file as an export does, tries to write it again, and takes it back: stores that speak S3's protocol do so
 * to different extents, and what they lack would otherwise show up in the middle of an export.
 * @throws ExportError BACKEND_UNSUITED, with what to do about it; what else went wrong as it came
 */
export async function examine(
  store: CloudStore & { sendsChecksums(): Promise<boolean> },
  location: CloudLocation,
  signal: AbortSignal,
): Promise<void> {
  const at = { ...location, key: `${location.key}-${randomUUID()}` };
  const { name, host } = store;
  const unsuited = (problem: string, cause?: unknown): ExportError =>
    new ExportError('BACKEND_UNSUITED', [name, `s3://${at.bucket} (${host})`, problem], { cause });
  const step = async <T>(refusal: string | undefined, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw refusal !== undefined && isRefusal(error) ? unsuited(refusal, error) : error;
    }
  };
  const refusal = (await store.sendsChecksums()) ? CHECKSUMS : undefined;
  const writeId = randomUUID();
  const upload = await step(refusal, () => store.beginUpload(at, writeId, signal));
  try {
    const marks = await step(refusal, () => upload.put(1, PROBE, signal, true));
    await step(CONDITIONS, () => upload.complete([{ number: 1, marks }], signal));
    if (!(await step(CONDITIONS, () => isTaken(store.put(at, PROBE, signal, writeId)))))
      throw unsuited(HEEDLESS);
  } catch (error) {
    await store.delete(at, signal).catch(() => undefined);
    throw error;
  }
  await store.delete(at, signal);
}

/** True for an answer that says that the store does not know something of the request, rather than that it is wrong. */
function isRefusal(error: unknown): boolean {
  const { code = '', status } = s3Errors.symptomsOf(error);
  return (status === 400 || status === 501) && !(code in s3Errors.codes) && !(code in s3Errors.hints);
}

async function isTaken(written: Promise<void>): Promise<boolean> {
  try {
    await written;
    return false;
  } catch (error) {
    if (s3Errors.isTaken(error)) return true;
    throw error;
  }
}
