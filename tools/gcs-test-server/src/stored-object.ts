import { checksumsOf } from './checksums.ts';
import { type ObjectMetadata } from './object-metadata.ts';

/** An object as it is stored. This server never changes one in place: it is replaced by another generation. */
export interface StoredObject {
  readonly body: Buffer;
  readonly metadata: ObjectMetadata;
  readonly crc32c: string;
  readonly md5Hash: string;
  /** Microseconds since 1970, and never twice the same: written in decimal, as everywhere in the API. */
  readonly generation: string;
  readonly timeCreated: Date;
}

/** Grows with changes of an object's metadata, which this server has not. */
export const METAGENERATION = '1';

const MICROSECONDS_PER_MILLISECOND = 1000;

let lastGeneration = 0;

const nextGeneration = (now: Date): string => {
  lastGeneration = Math.max(lastGeneration + 1, now.getTime() * MICROSECONDS_PER_MILLISECOND);
  return String(lastGeneration);
};

/** An object that is not stored yet, with its checksums calculated. */
export const newObject = (body: Buffer, metadata: ObjectMetadata): StoredObject => {
  const timeCreated = new Date();
  return { body, metadata, ...checksumsOf(body), generation: nextGeneration(timeCreated), timeCreated };
};
