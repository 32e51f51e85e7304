import { status } from '@grpc/grpc-js';
import type { ExportObject } from '@weaviate-export/entities-export';
import type { BatchResult } from '@weaviate-export/usecases-export';
import { describe, expect, it } from 'vitest';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';
import { idOf, QUICK, ScriptedWeaviate, type Trouble } from './scripted-weaviate.fixture.ts';
import { WeaviateWriter } from './target/weaviate-writer.ts';

const objectOf = (number: number, properties = '{}'): ExportObject => ({
  id: idOf(number),
  creationTime: 0,
  updateTime: 0,
  vector: Float32Array.of(number),
  namedVectors: null,
  properties,
});
const objects = (count: number, properties?: string): ExportObject[] =>
  Array.from({ length: count }, (_, number) => objectOf(number, properties));

/** One reference of each object. */
const REFERRING = `{"refers":[{"beacon":"weaviate://localhost/Article/${idOf(7)}"}]}`;

/** A server whose class has references. */
async function start(): Promise<ScriptedWeaviate> {
  const server = await ScriptedWeaviate.start();
  server.definition = { class: 'Article', properties: [{ name: 'refers', dataType: ['Article'] }] };
  return server;
}

async function write(
  server: ScriptedWeaviate,
  sent: readonly ExportObject[],
  settings: Partial<WeaviateOptions> = {},
): Promise<BatchResult[]> {
  const connection = new WeaviateConnection(server.options(settings));
  using writer = new WeaviateWriter(connection, { onConflict: 'replace', timesAs: {} });
  const results: BatchResult[] = [];
  for await (const step of writer.write({ class: 'Article' }, sent))
    if ('result' in step) results.push(step.result);
  return results;
}

const inTurn =
  <T>(...answers: T[]) =>
  (): T | Record<number, string> =>
    answers.shift() ?? {};

describe('objects on their way into a live Weaviate', () => {
  it('go in batches of a thousand, or of four MiB', async () => {
    await using server = await start();
    expect(await write(server, objects(2_300))).toEqual(
      [1_000, 1_000, 300].map((written) => ({ written, skipped: 0, refused: [] })),
    );
    server.sent.length = 0;
    const large = { text: 'x'.repeat(1_500_000) };
    await write(server, objects(4, JSON.stringify(large)));
    expect(server.sent.map(({ ids }) => ids.length)).toEqual([2, 2]);
  });

  it('are sent in halves where a message is too large, and named where one alone is', async () => {
    await using server = await start();
    const details = 'grpc: received message larger than max (9 vs. 8)';
    server.onBatch = (ids) =>
      ids.length > 3 || ids.includes(idOf(5)) ? { code: status.RESOURCE_EXHAUSTED, details } : {};
    const [result] = await write(server, objects(10));
    expect(result).toEqual({
      written: 9,
      skipped: 0,
      refused: [{ id: idOf(5), reason: `RESOURCE_EXHAUSTED: ${details}` }],
    });
  });

  it('are sent again where they are refused for a reason that may pass, and named where it stays', async () => {
    await using server = await start();
    server.onBatch = inTurn<Record<number, string>>(
      { 0: 'shard is not the leader', 2: 'invalid date' },
      { 0: 'context deadline exceeded' },
    );
    expect(await write(server, objects(4))).toEqual([
      { written: 3, skipped: 0, refused: [{ id: idOf(2), reason: 'invalid date' }] },
    ]);
    expect(server.sent.map(({ ids }) => ids)).toEqual([objects(4).map(({ id }) => id), [idOf(0)], [idOf(0)]]);
  });

  it('are sent again where the server does not answer', async () => {
    await using server = await start();
    const gone: Trouble = { code: status.UNAVAILABLE, details: 'no connection' };
    server.onBatch = inTurn<Record<number, string> | Trouble>(gone, gone);
    expect(await write(server, objects(2))).toEqual([{ written: 2, skipped: 0, refused: [] }]);
  });

  it('are sent before their references, and again with them where an answer was lost', async () => {
    await using server = await start();
    server.onReferences = inTurn<number | Record<number, string>>(503, { 1: 'connection refused' });
    expect(await write(server, objects(2, REFERRING))).toEqual([{ written: 2, skipped: 0, refused: [] }]);
    const [first, second] = [idOf(0), idOf(1)];
    expect(server.sent).toEqual([
      { what: 'objects', ids: [first, second] },
      { what: 'references', ids: [first, second] },
      { what: 'objects', ids: [first, second] },
      { what: 'references', ids: [first, second] },
      { what: 'references', ids: [second] },
    ]);
  });

  it('are named where a reference is refused', async () => {
    await using server = await start();
    server.onReferences = () => ({ 1: 'no such class' });
    expect(await write(server, objects(2, REFERRING))).toEqual([
      { written: 1, skipped: 0, refused: [{ id: idOf(1), reason: 'no such class' }] },
    ]);
  });

  it.each([
    [503, 'WEAVIATE_OVERLOADED', 10],
    [422, 'WEAVIATE_FAILED', 10],
    [403, 'WEAVIATE_FORBIDDEN', 2],
  ])('fail where references are always answered with %i', async (code, expected, requests) => {
    await using server = await start();
    server.onReferences = () => code;
    await expect(write(server, objects(1, REFERRING))).rejects.toMatchObject({ code: expected });
    expect(server.sent).toHaveLength(requests);
  });

  it('fail where their class is not there', async () => {
    await using server = await start();
    using writer = new WeaviateWriter(new WeaviateConnection(server.options()), {
      onConflict: 'replace',
      timesAs: {},
    });
    await expect(Array.fromAsync(writer.write({ class: 'Missing' }, objects(1)))).rejects.toMatchObject({
      code: 'CLASS_NOT_FOUND',
    });
  });

  it('wait no longer than the writer is there', async () => {
    await using server = await start();
    server.onBatch = () => 'silence';
    const writer = new WeaviateWriter(new WeaviateConnection(server.options({ timing: QUICK })), {
      onConflict: 'replace',
      timesAs: {},
    });
    const writing = Array.fromAsync(writer.write({ class: 'Article' }, objects(1)));
    writing.catch(() => undefined);
    while (server.sent.length === 0) await new Promise(setImmediate);
    writer[Symbol.dispose]();
    await expect(writing).rejects.toThrow('the connection to Weaviate was closed');
  });
});
