import { type FileEntry } from '@weaviate-export/usecases-export';
import { type Send } from './connection.ts';
import { objectsPath } from './object-place.ts';

export interface ListedPage {
  readonly entries: readonly FileEntry[];
  /** Absent on the last page. */
  readonly nextPageToken: string | undefined;
}

/** One page of the objects whose names begin with the prefix, in the order of their UTF-8 bytes. */
export async function listObjects(
  send: Send,
  bucket: string,
  query: { readonly prefix: string; readonly maxResults?: string; readonly pageToken?: string },
): Promise<ListedPage> {
  const parameters = new URLSearchParams(query);
  const { body } = await send({ method: 'GET', at: `${objectsPath(bucket)}?${String(parameters)}` });
  const { items = [], nextPageToken } = JSON.parse(body.toString()) as {
    // Numbers of 64 bits are strings in the JSON API.
    items?: { readonly name: string; readonly size: string }[];
    nextPageToken?: string;
  };
  return { entries: items.map(({ name, size }) => ({ key: name, bytes: Number(size) })), nextPageToken };
}
