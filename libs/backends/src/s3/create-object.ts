import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { setTimeout as delay } from 'node:timers/promises';
import { type SendOptions } from './connection.ts';
import { httpStatusOf, isOutcomeUnknown } from './errors.ts';

/** Where an object is, in the SDK's words. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Metadata entry that names the one write that made an object. It alone tells a retried success from another's object,
 * whatever the store makes of ETags and however equal the bytes.
 */
const WRITE_ID = 'write-id';

/** Tries to create an object while others create, or remove, the same one. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/** The metadata of an object made by that write. */
export function madeBy(writeId: string): Record<string, string> {
  return { [WRITE_ID]: writeId };
}

/** Whose the object is, if there is one. */
export async function makerOf(
  client: S3Client,
  place: ObjectPlace,
  writeId: string,
  options: SendOptions,
): Promise<'this' | 'another' | 'none'> {
  try {
    const { Metadata } = await client.send(new HeadObjectCommand(place), options);
    return Metadata?.[WRITE_ID] === writeId ? 'this' : 'another';
  } catch (error) {
    if (httpStatusOf(error) === 404) return 'none';
    throw error;
  }
}

/** True where the answer says that the object was there, or was being made, before this write: 412 and 409. */
export function isTaken(error: unknown): boolean {
  return [409, 412].includes(httpStatusOf(error) ?? 0);
}

/**
 * Creates an object in one request, unless there is one: false then. Knows its own success, also where the answer was
 * lost and the SDK's retry met the object that the first attempt had made.
 */
export async function createObject(
  client: S3Client,
  place: ObjectPlace,
  bytes: Uint8Array,
  writeId: string,
  options: SendOptions,
): Promise<boolean> {
  const command = { ...place, Body: bytes, IfNoneMatch: '*', Metadata: madeBy(writeId) };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new PutObjectCommand(command), options);
      return true;
    } catch (error) {
      if (!isTaken(error) && !isOutcomeUnknown(error)) throw error;
      const maker = await makerOf(client, place, writeId, options).catch(() => {
        throw error;
      });
      if (maker !== 'none') return maker === 'this';
      // 409: others were at it at the same time and none is done; 412: the one that was there is gone.
      if (!isTaken(error) || attempt === ATTEMPTS) throw error;
      await delay(FIRST_DELAY_MS * 2 ** attempt, undefined, signalOf(options));
    }
  }
}

function signalOf({ abortSignal }: SendOptions): { signal?: AbortSignal } {
  return abortSignal === undefined ? {} : { signal: abortSignal };
}
