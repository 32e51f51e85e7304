import { METAGENERATION, type StoredObject } from './stored-object.ts';

/** An ETag such as Cloud Storage's, opaque and without quotes. */
export const etagOf = ({ generation }: StoredObject): string =>
  Buffer.from(`${generation}/${METAGENERATION}`).toString('base64');

/**
 * An object as the JSON API describes it (JSON API reference, "Objects": 64-bit numbers are strings).
 *
 * @param origin the server's own, such as `http://127.0.0.1:41234`, for links
 */
export const objectResource = (
  bucket: string,
  name: string,
  object: StoredObject,
  origin: string,
): Record<string, unknown> => {
  const path = `storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}`;
  const timeCreated = object.timeCreated.toISOString();
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${object.generation}`,
    selfLink: `${origin}/${path}`,
    mediaLink: `${origin}/download/${path}?generation=${object.generation}&alt=media`,
    name,
    bucket,
    generation: object.generation,
    metageneration: METAGENERATION,
    ...object.metadata,
    storageClass: 'STANDARD',
    size: String(object.body.length),
    md5Hash: object.md5Hash,
    crc32c: object.crc32c,
    etag: etagOf(object),
    timeCreated,
    updated: timeCreated,
    timeStorageClassUpdated: timeCreated,
    timeFinalized: timeCreated,
  };
};
