/** Where an object is. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Path of a bucket's objects (Cloud Storage JSON API v1). */
export function objectsPath(bucket: string): string {
  return `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
}

export function objectPath({ bucket, key }: ObjectPlace): string {
  return `${objectsPath(bucket)}/${encodeURIComponent(key)}`;
}

/** Path that objects are sent to. @param parameters `uploadType`, preconditions */
export function uploadPath(bucket: string, parameters: Readonly<Record<string, string>>): string {
  return `/upload${objectsPath(bucket)}?${String(new URLSearchParams(parameters))}`;
}
