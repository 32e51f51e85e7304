import { status } from '@grpc/grpc-js';
import { isExportError } from '@weaviate-export/entities-export';
import { ConsistencyLevel, toInt64 } from '@weaviate-export/weaviate-protocol';
import { describe, expect, it } from 'vitest';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';
import { CURSORS, LOOKED_AT } from './objects/range-scan.ts';
import {
  idOf,
  idsOf,
  QUICK,
  scattered,
  ScriptedWeaviate,
  type Trouble,
} from './scripted-weaviate.fixture.ts';
import { WeaviateReader } from './weaviate-reader.ts';

const SHARD = { class: 'Article', shard: 'all' };
const TOO_LARGE: Trouble = {
  code: status.RESOURCE_EXHAUSTED,
  details: 'grpc: trying to send message larger than max (9 vs. 8)',
};

/** The ids of what a reader reads of the objects of two numbers, both among them. */
async function read(
  server: ScriptedWeaviate,
  [first, last]: readonly [number, number] = [0, server.ids.length - 1],
  settings: Partial<WeaviateOptions> = {},
): Promise<string[]> {
  using reader = new WeaviateReader(new WeaviateConnection(server.options(settings)), [server.definition]);
  const range = { first: idOf(first), last: idOf(last), objects: last - first + 1, bytes: 0 };
  const ids: string[] = [];
  for await (const { id } of reader.scan(SHARD, range)) ids.push(id);
  return ids;
}

/** The first calls are met with these troubles, one each. */
function first(...troubles: (Trouble | undefined)[]): () => Trouble | undefined {
  return () => troubles.shift();
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; text: string }> {
  try {
    await work;
  } catch (error) {
    if (!isExportError(error)) throw error;
    return { code: error.code, message: error.message, text: `${error.stack}${String(error.cause)}` };
  }
  throw new Error('it did not fail');
}

describe('pages of a live Weaviate', () => {
  it('are asked for with the consistency that an export asks for, also objects that REST tells alone', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3);
    expect(await read(server, undefined, { consistencyLevel: 'ALL' })).toEqual(server.ids);
    const asked = new Set(server.searches.map(({ consistencyLevel }) => consistencyLevel));
    expect(asked).toEqual(new Set([ConsistencyLevel.CONSISTENCY_LEVEL_ALL]));
    // The least of all integers, which may be one that was too large.
    server.properties = () => ({ number: { intValue: toInt64(-(2n ** 63n)) } });
    await read(server, undefined, { consistencyLevel: 'ALL' });
    const single = server.restPaths.filter((path) => path.startsWith('/v1/objects/Article/'));
    expect(single.length).toBeGreaterThan(0);
    expect(single.filter((path) => !path.includes('consistency_level=ALL'))).toEqual([]);
  });

  it('end where the range ends, and are asked for no further than that', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(5_000);
    expect(await read(server, [1_000, 2_499])).toEqual(server.ids.slice(1_000, 2_500));
    expect(server.served).toBe(1_500);
    expect(server.searches.at(-1)!.limit).toBeLessThan(1_000);
  });

  it('are asked for without vectors that nobody wants', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(10);
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    const range = { first: idOf(0), last: idOf(9), objects: 10, bytes: 0 };
    const asked = async (vectors?: readonly string[]): Promise<boolean | undefined> => {
      await Array.fromAsync(reader.scan(SHARD, range, vectors && { vectors }));
      return server.searches.at(-1)!.metadata?.vector;
    };
    expect([await asked(), await asked(['']), await asked([])]).toEqual([true, true, false]);
  });

  it('go on where there are more objects than were counted, and end where there are fewer', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(2_000).filter((_, index) => index % 2 === 0);
    expect(await read(server, [0, 998])).toEqual(server.ids.slice(0, 500));
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    const ids: string[] = [];
    for await (const { id } of reader.scan(SHARD, {
      first: idOf(0),
      last: idOf(998),
      objects: 100,
      bytes: 0,
    }))
      ids.push(id);
    expect(ids).toEqual(server.ids.slice(0, 500));
  });

  it('begin with the object of the lowest id of all, and end with the highest', async () => {
    await using server = await ScriptedWeaviate.start();
    const [lowest, highest] = [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ];
    server.ids = [lowest, idOf(1), highest];
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    const ids: string[] = [];
    for await (const { id } of reader.scan(SHARD, { first: lowest, last: highest, objects: 3, bytes: 0 }))
      ids.push(id);
    expect(ids).toEqual(server.ids);
  });

  it('are asked for in halves where they are too large for a message, and by REST where one object is', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(300);
    const large = idOf(150);
    server.trouble = ({ after, limit }) => {
      const start = server.ids.findIndex((id) => id > after);
      return limit > 40 || server.ids.slice(start, start + limit).includes(large) ? TOO_LARGE : undefined;
    };
    expect(await read(server)).toEqual(server.ids);
    expect(server.restPaths).toEqual([`/v1/objects?class=Article&limit=1&after=${idOf(149)}&include=vector`]);
  });

  it('are asked for once more where an integer is not told by gRPC', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3);
    server.properties = () => ({ number: { intValue: toInt64(1234567890123456768n) } });
    server.restProperties = () => '{"number":1234567890123456800}';
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    const found: string[] = [];
    const range = { first: idOf(0), last: idOf(2), objects: 3, bytes: 0 };
    for await (const { properties } of reader.scan(SHARD, range))
      found.push(Buffer.from(properties as Uint8Array).toString());
    expect(found).toEqual(Array(3).fill('{"number":1234567890123456800}'));
    expect(server.restPaths).toEqual([`/v1/objects/Article/${idOf(0)}?include=vector`]);
  });
});

it('a named vector that is not there, of which older servers tell without bytes, is none', async () => {
  await using server = await ScriptedWeaviate.start();
  server.ids = idsOf(1);
  server.vectors = [
    { name: 'empty', vectorBytes: new Uint8Array() },
    { name: 'full', vectorBytes: new Uint8Array(Float32Array.of(1, 2).buffer) },
  ];
  using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
  for await (const { namedVectors } of reader.scan(SHARD, {
    first: idOf(0),
    last: idOf(0),
    objects: 1,
    bytes: 0,
  }))
    expect(namedVectors).toEqual({ full: Float32Array.of(1, 2) });
  expect(server.served).toBe(1);
});

describe('objects with references', () => {
  const definition = {
    class: 'Article',
    properties: [
      { name: 'number', dataType: ['int'] },
      { name: 'refers', dataType: ['Article'] },
    ],
  };
  const beacon = (id: string): string => `weaviate://localhost/Article/${id}`;

  async function properties(server: ScriptedWeaviate): Promise<string[]> {
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [definition]);
    const last = server.ids.at(-1)!;
    const range = { first: idOf(0), last, objects: server.ids.length, bytes: 0 };
    const found: string[] = [];
    for await (const object of reader.scan(SHARD, range)) found.push(object.properties as string);
    return found;
  }

  it('have their properties by REST, a page at a time and without vectors, and the rest by gRPC', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(150);
    server.restProperties = (id) =>
      `{"number":1,"refers":[{"beacon":"${beacon(id)}","href":"/v1/objects/Article/${id}"}]}`;
    expect(await properties(server)).toEqual(
      server.ids.map((id) => `{"number":1,"refers":[{"beacon":"${beacon(id)}"}]}`),
    );
    expect(server.restPaths).toEqual([
      '/v1/objects?class=Article&limit=100&after=00000000-0000-4000-7fff-ffffffffffff',
      `/v1/objects?class=Article&limit=50&after=${idOf(99)}`,
    ]);
  });

  it('are read once more, whole, where they changed between the two', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3);
    const changed = idOf(1);
    server.restUpdateTime = (id) => (id === changed ? 3 : 2);
    server.restProperties = (id) => `{"number":${id === changed ? 2 : 1}}`;
    expect(await properties(server)).toEqual(['{"number":1}', '{"number":2}', '{"number":1}']);
    expect(server.restPaths.slice(1)).toEqual([`/v1/objects/Article/${changed}?include=vector`]);
  });
});

describe('several cursors of a thread', () => {
  /** As large as pages of two cursors and more. */
  const bytes = 64 * 1024 * 1024;

  async function scanned(
    server: ScriptedWeaviate,
    range: { first: string; last: string; objects: number },
    settings: Partial<WeaviateOptions> = {},
  ): Promise<string[]> {
    using reader = new WeaviateReader(new WeaviateConnection(server.options(settings)), [server.definition]);
    const ids: string[] = [];
    for await (const { id } of reader.scan(SHARD, { ...range, bytes })) ids.push(id);
    return ids;
  }

  const whole = (ids: readonly string[]) => ({ first: ids[0]!, last: ids.at(-1)!, objects: ids.length });

  it('read a range side by side, by a connection each, and give it in order', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3_000);
    const all = Promise.withResolvers<void>();
    server.pace = () => {
      if (server.inFlight === CURSORS) all.resolve();
      return server.searches.length === 1 ? Promise.resolve() : all.promise;
    };
    expect(await scanned(server, whole(server.ids))).toEqual(server.ids);
    expect(server.mostInFlight).toBe(CURSORS);
    expect(server.peers.size).toBe(CURSORS);
  });

  it('keep to the limit of requests in flight', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3_000);
    expect(await scanned(server, whole(server.ids), { maxInFlight: 2 })).toEqual(server.ids);
    expect(server.mostInFlight).toBeLessThanOrEqual(2);
  });

  it.each([
    ['random ids', Array.from({ length: 4_000 }, (_, index) => scattered(index)).sort()],
    ['rising ids', idsOf(4_000)],
  ])('hardly read beyond the ends of their slices: %s', async (_what, ids) => {
    await using server = await ScriptedWeaviate.start();
    server.ids = ids;
    const range = whole(ids.slice(1_000, 3_000));
    expect(await scanned(server, range)).toEqual(ids.slice(1_000, 3_000));
    expect(server.served - LOOKED_AT).toBeLessThan(2_000 * 1.15);
  });

  it('divide ids that lie close together at the beginning of a wide range', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(4_000);
    const range = { first: server.ids[0]!, last: 'ffffffff-ffff-ffff-ffff-ffffffffffff', objects: 4_000 };
    expect(await scanned(server, range)).toEqual(server.ids);
    expect(server.searches.length).toBeLessThan(20);
    expect(new Set(server.searches.map(({ after }) => after.slice(-3))).size).toBeGreaterThan(CURSORS);
  });

  it('wait with a page each for who takes the objects, and end when nobody does', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(8_000);
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    for await (const { id } of reader.scan(SHARD, { ...whole(server.ids), bytes })) {
      expect(id).toBe(server.ids[0]);
      break;
    }
    // The ids looked at, a page of each cursor, and the next one of the first.
    expect(server.searches.length).toBeLessThanOrEqual(1 + CURSORS + 1);
  });
});

describe('the ranges of a live Weaviate', () => {
  const LIMITS = { objects: 1_000, bytes: 64 * 1024 * 1024 };

  it('are estimates, near to full, and hold all objects between them', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(20_000);
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    const ranges = await Array.fromAsync(reader.cut(SHARD, LIMITS));
    expect(ranges.length).toBeLessThanOrEqual(24);
    expect(ranges.every(({ isEstimate, objects }) => isEstimate === true && objects <= 900)).toBe(true);
    const ids: string[] = [];
    for (const range of ranges) for await (const { id } of reader.scan(SHARD, range)) ids.push(id);
    expect(ids).toEqual(server.ids);
  });

  it('are counted by GraphQL where gRPC does not count, as before 1.29', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(150);
    server.countsByGrpc = false;
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    expect(await reader.probe(SHARD).count()).toBe(150);
    expect(server.restPaths).toEqual(['/v1/graphql']);
  });

  it('are shorter where objects are large, and none where there is no object', async () => {
    await using server = await ScriptedWeaviate.start();
    using reader = new WeaviateReader(new WeaviateConnection(server.options()), [server.definition]);
    expect(await Array.fromAsync(reader.cut(SHARD, LIMITS))).toEqual([]);
    server.ids = idsOf(100);
    server.properties = () => ({ number: { textValue: 'x'.repeat(100_000) } });
    const ranges = await Array.fromAsync(reader.cut(SHARD, { ...LIMITS, bytes: 1_000_000 }));
    expect(ranges.length).toBeGreaterThan(10);
    expect(Math.max(...ranges.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_000_000);
  });
});

describe('a live Weaviate in trouble', () => {
  it.each<[string, Trouble]>([
    ['is not there', { code: status.UNAVAILABLE, details: 'no connection' }],
    ['has too much to do', { code: status.RESOURCE_EXHAUSTED, details: 'too many requests' }],
    ['fails for a reason that may pass', { code: status.UNKNOWN, details: 'shard: no leader' }],
    ['breaks off', { code: status.INTERNAL, details: 'Received RST_STREAM with code 2' }],
  ])('is asked again where it %s', async (_what, trouble) => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(1_000);
    server.trouble = first(trouble, trouble, undefined, trouble);
    expect(await read(server)).toEqual(server.ids);
  });

  it('is asked for less where it does not answer in time', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(500);
    server.trouble = ({ limit }) => (limit > 30 ? 'silence' : undefined);
    expect(await read(server, [0, 499], { timing: { ...QUICK, requestMs: 300 } })).toEqual(server.ids);
  });

  it('may die and come back: what was read stays read, and the rest is read once', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3_000);
    let deaths = 0;
    server.trouble = () => {
      if (server.searches.length % 2 === 1) return undefined;
      deaths += 1;
      server.killGrpc();
      setImmediate(() => void server.startGrpc());
      return 'silence';
    };
    expect(await read(server)).toEqual(server.ids);
    expect(deaths).toBe(2);
  });

  const brief = { timing: { ...QUICK, firstPatienceMs: 20, patienceMs: 20, doubtMs: 20 } };

  it.each<[string, Trouble, string, RegExp]>([
    [
      'is not there for long',
      { code: status.UNAVAILABLE, details: 'no connection' },
      'WEAVIATE_UNREACHABLE',
      /cannot be reached at 127.0.0.1:\d+: UNAVAILABLE: no connection: check WEAVIATE_URL/,
    ],
    [
      'has too much to do for long',
      { code: status.RESOURCE_EXHAUSTED, details: 'too many requests' },
      'WEAVIATE_OVERLOADED',
      /lower WEAVIATE_MAX_IN_FLIGHT/,
    ],
    [
      'fails for long',
      { code: status.UNKNOWN, details: 'no such shard' },
      'WEAVIATE_FAILED',
      /no such shard/,
    ],
    [
      'does not know the caller',
      { code: status.UNAUTHENTICATED, details: 'who?' },
      'WEAVIATE_CREDENTIALS',
      /WEAVIATE_API_KEY/,
    ],
    [
      'does not let the caller read',
      { code: status.PERMISSION_DENIED, details: 'no' },
      'WEAVIATE_FORBIDDEN',
      /does not allow to read class "Article"/,
    ],
    [
      'does not know what it is asked',
      { code: status.INVALID_ARGUMENT, details: 'what?' },
      'WEAVIATE_FAILED',
      /what\?/,
    ],
  ])('is told of where it %s', async (_what, trouble, code, message) => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(10);
    server.trouble = () => trouble;
    const failure = await failureOf(read(server, [0, 9], { ...brief, token: 'a-secret' }));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.text).not.toContain('a-secret');
  });

  it.each([
    [401, 'WEAVIATE_CREDENTIALS'],
    [403, 'WEAVIATE_FORBIDDEN'],
    [429, 'WEAVIATE_OVERLOADED'],
    [503, 'WEAVIATE_OVERLOADED'],
    [502, 'WEAVIATE_UNREACHABLE'],
    [500, 'WEAVIATE_FAILED'],
    [422, 'WEAVIATE_FAILED'],
  ])('is told of where its REST API answers %i', async (code, expected) => {
    await using server = await ScriptedWeaviate.start();
    server.restStatus = code;
    using connection = new WeaviateConnection(server.options({ ...brief, token: 'a-secret' }));
    const failure = await failureOf(connection.check());
    expect(failure.code).toBe(expected);
    expect(failure.text).not.toContain('a-secret');
  });

  it.each([
    ['1.24.9', true],
    ['0.9.0', true],
    ['nothing', true],
    ['1.25.0', false],
    ['1.40.0-dev', false],
    ['2.0.0', false],
  ])('is refused where its version %s is too old: %s', async (version, isTooOld) => {
    await using server = await ScriptedWeaviate.start();
    server.version = version;
    using connection = new WeaviateConnection(server.options());
    if (isTooOld) expect((await failureOf(connection.check())).code).toBe('WEAVIATE_TOO_OLD');
    else expect(await connection.check()).toBe(version);
  });

  it('is told of soon where nothing answers at its address for gRPC', async () => {
    await using server = await ScriptedWeaviate.start();
    server.killGrpc();
    const timing = { ...QUICK, firstPatienceMs: 50 };
    using connection = new WeaviateConnection(server.options({ timing }));
    const { code, message } = await failureOf(connection.check());
    expect(code).toBe('WEAVIATE_UNREACHABLE');
    expect(message).toMatch(/at 127\.0\.0\.1:\d+: UNAVAILABLE/);
  });

  it('gets the credentials with every request', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(3);
    using connection = new WeaviateConnection(server.options({ token: 'a-key' }));
    await connection.check();
    await read(server, [0, 2], { token: 'a-key' });
    expect([...server.tokens]).toEqual(['Bearer a-key']);
  });
});

describe('the load on a live Weaviate', () => {
  it('is bounded over all threads, and falls where it has too much to do', async () => {
    await using server = await ScriptedWeaviate.start();
    server.ids = idsOf(2_000);
    let lowest = 3;
    const busy = Promise.withResolvers<void>();
    server.pace = () => {
      lowest = Math.min(lowest, connection.slots.limit);
      if (server.inFlight === 3) busy.resolve();
      return busy.promise;
    };
    const connection = new WeaviateConnection(server.options({ maxInFlight: 3 }));
    const slots = connection.slots.memory;
    const readers = Array.from(
      { length: 6 },
      () =>
        new WeaviateReader(new WeaviateConnection(server.options({ maxInFlight: 3 }), slots), [
          server.definition,
        ]),
    );
    const all = () =>
      Promise.all(
        readers.map(async (reader) => {
          let count = 0;
          const range = { first: idOf(0), last: idOf(1_999), objects: 2_000, bytes: 0 };
          for await (const _ of reader.scan(SHARD, range)) count += 1;
          return count;
        }),
      );
    expect(await all()).toEqual(Array(6).fill(2_000));
    expect(server.mostInFlight).toBe(3);
    server.trouble = first({ code: status.RESOURCE_EXHAUSTED, details: 'too many requests' });
    await all();
    expect(lowest).toBeLessThan(3);
    for (const reader of readers) reader[Symbol.dispose]();
    connection[Symbol.dispose]();
  });
});
