import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { compareNames } from '@weaviate-export/object-test-server';
import { describe, expect, it } from 'vitest';
import { BUCKET, startWithClient } from './client.fixture.ts';

const put = async (client: S3Client, keys: readonly string[]): Promise<void> => {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
};

const TREE = ['a', 'b/1', 'b/2', 'b/c/3', 'd/4', 'e', 'f/'];

/** Keys and common prefixes of all pages, and how many pages there were. */
const listAll = async (client: S3Client, input: Partial<ListObjectsV2CommandInput>) => {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client }, { Bucket: BUCKET, ...input })) {
    pages++;
    expect(page.KeyCount).toBe((page.Contents ?? []).length + (page.CommonPrefixes ?? []).length);
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
  }
  return { keys, prefixes, pages };
};

describe('listings', () => {
  it('lists 2,500 keys in pages, every key once and in order', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const keys = Array.from({ length: 2500 }, (_, index) => `objects/${index}`);
    for (const key of keys) server.put(BUCKET, key, 'x');
    const expected = keys.toSorted(compareNames);
    expect(server.keys(BUCKET)).toEqual(expected);
    expect(await listAll(client, {})).toEqual({ keys: expected, prefixes: [], pages: 3 });
    expect(await listAll(client, { MaxKeys: 5000 })).toMatchObject({ pages: 3 });
    const first = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 7 }));
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 7, MaxKeys: 7 });
  });

  it.each<[string, Partial<ListObjectsV2CommandInput>, string[], string[]]>([
    ['everything', {}, TREE, []],
    ['a prefix', { Prefix: 'b/' }, ['b/1', 'b/2', 'b/c/3'], []],
    ['one level', { Delimiter: '/' }, ['a', 'e'], ['b/', 'd/', 'f/']],
    ['one level of a prefix', { Prefix: 'b/', Delimiter: '/' }, ['b/1', 'b/2'], ['b/c/']],
    ['what comes after a key', { StartAfter: 'b/2' }, ['b/c/3', 'd/4', 'e', 'f/'], []],
    ['nothing where nothing fits', { Prefix: 'z' }, [], []],
  ])('lists %s, in pages of any size', async (_what, input, keys, prefixes) => {
    await using started = await startWithClient();
    await put(started.client, TREE);
    for (const MaxKeys of [1, 2, 3, 1000]) {
      expect(await listAll(started.client, { ...input, MaxKeys })).toMatchObject({ keys, prefixes });
    }
  });

  it('orders keys by their UTF-8 bytes', async () => {
    await using started = await startWithClient();
    const inOrder = ['A', 'a', 'z', 'é', '\uffee', '🙂'];
    await put(started.client, inOrder.toReversed());
    expect(await listAll(started.client, { MaxKeys: 2 })).toMatchObject({ keys: inOrder });
  });

  it('writes keys percent-encoded where asked to', async () => {
    await using started = await startWithClient();
    await put(started.client, ['dir b/ü+%.x', 'dir b/sub/1']);
    const page = await started.client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'dir b/', Delimiter: '/', EncodingType: 'url' }),
    );
    expect(page).toMatchObject({
      EncodingType: 'url',
      Prefix: 'dir+b/',
      Contents: [{ Key: 'dir+b/%C3%BC%2B%25.x' }],
      CommonPrefixes: [{ Prefix: 'dir+b/sub/' }],
    });
  });

  it.each<[string, Partial<ListObjectsV2CommandInput>]>([
    ['a continuation token of its own making', { ContinuationToken: 'made-up' }],
    ['a negative page size', { MaxKeys: -1 }],
  ])('refuses %s', async (_what, input) => {
    await using started = await startWithClient();
    const sent = started.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('answers a page of no entries with none', async () => {
    await using started = await startWithClient();
    await put(started.client, ['a']);
    const page = await started.client.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 0 }));
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });
});
