import { type Bucket, type GetFilesOptions } from '@google-cloud/storage';
import { compareNames } from '@weaviate-export/object-test-server';
import { describe, expect, it } from 'vitest';
import { BUCKET, reasonOf, send, startWithBucket } from './client.fixture.ts';

const TREE = ['a', 'b/1', 'b/2', 'b/c/3', 'd/4', 'e', 'f/'];

/** Names and prefixes of all pages, and how many pages there were. */
const listAll = async (bucket: Bucket, options: GetFilesOptions) => {
  const names: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  let query: GetFilesOptions | null = options;
  while (query !== null) {
    // The SDK's query for the next page has forgotten that it is for one.
    const answer = (await bucket.getFiles({ ...query, autoPaginate: false })) as unknown as [
      { name: string }[],
      GetFilesOptions | null,
      { prefixes?: string[] },
    ];
    pages++;
    names.push(...answer[0].map(({ name }) => name));
    prefixes.push(...(answer[2].prefixes ?? []));
    query = answer[1];
  }
  return { names, prefixes, pages };
};

describe('listings', () => {
  it('lists 2,500 names in pages, every name once and in order', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const names = Array.from({ length: 2500 }, (_, index) => `objects/${index}`);
    for (const name of names) server.put(BUCKET, name, 'x');
    const expected = names.toSorted(compareNames);
    expect(server.names(BUCKET)).toEqual(expected);
    expect(await listAll(bucket, {})).toEqual({ names: expected, prefixes: [], pages: 3 });
    expect(await listAll(bucket, { maxResults: 5000 })).toMatchObject({ pages: 3 });
    expect((await bucket.getFiles())[0].map(({ name }) => name)).toEqual(expected);
  });

  it.each<[string, GetFilesOptions, string[], string[]]>([
    ['everything', {}, TREE, []],
    ['a prefix', { prefix: 'b/' }, ['b/1', 'b/2', 'b/c/3'], []],
    ['one level', { delimiter: '/' }, ['a', 'e'], ['b/', 'd/', 'f/']],
    ['one level of a prefix', { prefix: 'b/', delimiter: '/' }, ['b/1', 'b/2'], ['b/c/']],
    ['what comes from a name on', { startOffset: 'b/2' }, ['b/2', 'b/c/3', 'd/4', 'e', 'f/'], []],
    ['nothing where nothing fits', { prefix: 'z' }, [], []],
  ])('lists %s, in pages of any size', async (_what, options, names, prefixes) => {
    await using started = await startWithBucket();
    for (const name of TREE) started.server.put(BUCKET, name, 'x');
    for (const maxResults of [1, 2, 3, 1000]) {
      expect(await listAll(started.bucket, { ...options, maxResults })).toMatchObject({ names, prefixes });
    }
  });

  it('orders names by their UTF-8 bytes', async () => {
    await using started = await startWithBucket();
    const inOrder = ['A', 'a', 'z', 'é', '\uffee', '🙂'];
    for (const name of inOrder.toReversed()) started.server.put(BUCKET, name, 'x');
    expect(await listAll(started.bucket, { maxResults: 2 })).toMatchObject({ names: inOrder });
  });

  it('describes each object as a question for it alone does', async () => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'x');
    const [[file]] = await started.bucket.getFiles();
    expect(file?.metadata).toEqual((await started.bucket.file('a').getMetadata())[0]);
  });

  it.each(['pageToken=made-up', 'maxResults=-1', 'maxResults=0', 'maxResults=x'])(
    'refuses %s',
    async (query) => {
      await using started = await startWithBucket();
      const got = await send(started.server, 'GET', `/storage/v1/b/${BUCKET}/o?${query}`);
      expect([got.status, reasonOf(got)]).toEqual([400, 'invalid']);
    },
  );

  it('leaves out what is empty', async () => {
    await using started = await startWithBucket();
    const got = await send(started.server, 'GET', `/storage/v1/b/${BUCKET}/o`);
    expect(JSON.parse(got.text)).toEqual({ kind: 'storage#objects' });
  });
});
