import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ServiceError, status } from '@grpc/grpc-js';
import type protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Message,
  type MessageInit,
  toInt64,
  VectorType,
  weaviate,
  weaviateService,
} from '@weaviate-export/weaviate-protocol';
import { writeBatch } from '../objects/object-batch.ts';
import { TestServer } from '../test-server.fixture.ts';
import { GrpcHost } from './grpc-host.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const OTHER_ID = 'b0000000-0000-4000-8000-000000000002';
const BATCH = weaviateService.BatchObjects;

let grpc: GrpcHost;
let classes = 0;

beforeAll(async () => {
  grpc = await GrpcHost.start();
});

afterAll(() => grpc[Symbol.asyncDispose]());

/** A new class for each test. */
async function newClass(definition: object = {}): Promise<string> {
  const name = `Batch${++classes}`;
  await grpc.host.call('POST', '/schema', { class: name, ...definition });
  return name;
}

type Sent = MessageInit<'BatchObject'>;

const encode = weaviate.BatchObject.encode;

async function send(...objects: Sent[]): Promise<Message<'BatchObjectsReply'>['errors']> {
  const reply = await grpc.client.call(BATCH, { objects: objects.map(encode) });
  return reply.errors.map(({ index, error }) => ({ index, error }));
}

async function stored(name: string, id = ID): Promise<Record<string, unknown>> {
  const { body } = await grpc.host.call<Record<string, unknown>>(
    'GET',
    `/objects/${name}/${id}?include=vector`,
  );
  return body;
}

const float32s = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const struct = (fields: Record<string, object>) => ({
  nonRefProperties: { fields: Object.entries(fields).map(([key, value]) => ({ key, value })) },
});

describe('BatchObjects', () => {
  it('stores what is good, and says by its index what is wrong with each of the others', async () => {
    const name = await newClass({ properties: [{ name: 'n', dataType: ['int'] }] });
    const good = (n: number) => struct({ n: { numberValue: n } });
    const malformed = Uint8Array.of(0);
    const reply = await grpc.client.call(BATCH, {
      objects: [
        encode({ collection: name, uuid: ID, properties: good(1), vectorBytes: float32s(1, 2) }),
        malformed,
        encode({ collection: name, uuid: 'x', properties: good(2) }),
        encode({ collection: '1', uuid: OTHER_ID }),
        encode({ collection: name, uuid: OTHER_ID, properties: struct({ n: { stringValue: 'x' } }) }),
        encode({ collection: name, uuid: OTHER_ID, vectorBytes: float32s(1) }),
        encode({ collection: name, uuid: OTHER_ID, properties: good(3) }),
      ],
    });
    expect(Object.fromEntries(reply.errors.map(({ index, error }) => [index, error]))).toEqual({
      1: expect.stringContaining('malformed weaviate.v1.BatchObject') as string,
      2: expect.stringContaining('id "x" is not a UUID') as string,
      3: expect.stringContaining('class is "1"') as string,
      4: expect.stringContaining('property "n"') as string,
      5: expect.stringContaining('has 1 values') as string,
    });
    expect(await stored(name)).toMatchObject({ properties: { n: 1 }, vector: [1, 2] });
    expect(await stored(name, OTHER_ID)).toMatchObject({ properties: { n: 3 } });
  });

  it('creates a class that is not there, with properties of the types that were sent', async () => {
    const properties = {
      ...struct({ text: { stringValue: 'x' }, flag: { boolValue: true }, nothing: { nullValue: 0 } }),
      intArrayProperties: [{ propName: 'ints', values: [toInt64(1)] }],
      emptyListProps: ['none'],
    };
    expect(await send({ collection: 'fresh', uuid: ID, properties })).toEqual([]);
    const { body } = await grpc.host.call<{ properties: { name: string; dataType: string[] }[] }>(
      'GET',
      '/schema/Fresh',
    );
    expect(body.properties.map(({ name, dataType: [type] }) => [name, type])).toEqual([
      ['text', 'text'],
      ['flag', 'boolean'],
      ['ints', 'number[]'],
      ['none', 'text[]'],
    ]);
  });

  it('keeps values as they came, integers of 64 bits too', async () => {
    const int = (name: string) => ({ name, dataType: ['int'] });
    const name = await newClass({
      properties: [int('small'), int('large'), { name: 'list', dataType: ['int[]'] }],
    });
    const properties = {
      ...struct({
        small: { numberValue: -5 },
        large: { numberValue: 2 ** 60 },
        nested: { structValue: { fields: [{ key: 'a', value: { numberValue: 0.5 } }] } },
        words: { listValue: { values: [{ stringValue: 'a' }, { stringValue: 'ä' }] } },
      }),
      intArrayProperties: [{ propName: 'list', values: [2n ** 63n - 1n, -(2n ** 63n), 7].map(toInt64) }],
      numberArrayProperties: [
        { propName: 'old', values: [0.1, 2] },
        { propName: 'new', valuesBytes: new Uint8Array(Float64Array.of(0.1, -2e300).buffer) },
      ],
      booleanArrayProperties: [{ propName: 'flags', values: [true, false] }],
      textArrayProperties: [{ propName: 'texts', values: ['x'] }],
      objectProperties: [
        { propName: 'object', value: struct({ inner: { stringValue: 'x' } }) },
        { propName: 'empty' },
      ],
      objectArrayProperties: [
        {
          propName: 'objects',
          values: [{ ...struct({}), emptyListProps: ['none'] }, struct({ b: { boolValue: false } })],
        },
      ],
    };
    expect(await send({ collection: name, uuid: ID, properties })).toEqual([]);
    const { text } = await grpc.host.call('GET', `/objects/${name}/${ID}`);
    expect(text).toContain(
      '"properties":{"small":-5,"large":1152921504606846976,"nested":{"a":0.5},"words":["a","ä"],' +
        '"old":[0.1,2],"new":[0.1,-2e+300],"list":[9223372036854775807,-9223372036854775808,7],"texts":["x"],' +
        '"flags":[true,false],"object":{"inner":"x"},"empty":{},"objects":[{"none":[]},{"b":false}]}',
    );
  });

  it('refuses a number beyond its type', async () => {
    const name = await newClass({ properties: [{ name: 'n', dataType: ['int'] }] });
    for (const numberValue of [2 ** 63, NaN, Infinity, 0.5]) {
      const [failure] = await send({
        collection: name,
        uuid: ID,
        properties: struct({ n: { numberValue } }),
      });
      expect(failure?.error).toContain('it must be an integer of 64 bits');
    }
  });

  it('refuses a property that is there twice', async () => {
    const properties = { ...struct({ a: { stringValue: 'x' } }), emptyListProps: ['A'] };
    const [failure] = await send({ collection: await newClass(), uuid: ID, properties });
    expect(failure?.error).toContain('it is there twice');
  });

  it('holds a name that JavaScript has a meaning for as any other', async () => {
    const name = await newClass({
      properties: [
        { name: 'o', dataType: ['object'], nestedProperties: [{ name: '__proto__', dataType: ['text'] }] },
      ],
    });
    const properties = {
      objectProperties: [{ propName: 'o', value: struct({ ['__proto__']: { stringValue: 'x' } }) }],
    };
    expect(await send({ collection: name, uuid: ID, properties })).toEqual([]);
    const { text } = await grpc.host.call('GET', `/objects/${name}/${ID}`);
    expect(text).toContain('"properties":{"o":{"__proto__":"x"}}');
  });

  it('reads vectors of every kind that clients send', async () => {
    const legacy = await newClass();
    expect(await send({ collection: legacy, uuid: ID, vector: [0.5, 2] })).toEqual([]);
    expect((await stored(legacy))['vector']).toEqual([0.5, 2]);
    const multi = { vectorIndexConfig: { multivector: { enabled: true } } };
    const named = await newClass({ vectorConfig: { one: {}, packed: multi, repeated: multi } });
    const length = Uint8Array.of(2, 0);
    const vectors = [
      { name: 'one', vectorBytes: float32s(1, 2) },
      {
        name: 'packed',
        type: VectorType.VECTOR_TYPE_MULTI_FP32,
        vectorBytes: Buffer.concat([length, float32s(1, 2, 3, 4)]),
      },
      { name: 'repeated', vectorBytes: float32s(1) },
      { name: 'repeated', vectorBytes: float32s(2) },
    ];
    expect(await send({ collection: named, uuid: ID, vectors })).toEqual([]);
    expect((await stored(named))['vectors']).toEqual({
      one: [1, 2],
      packed: [
        [1, 2],
        [3, 4],
      ],
      repeated: [[1], [2]],
    });
  });

  it.each<[string, Sent, string]>([
    [
      'bytes that are no float32',
      { vectorBytes: Uint8Array.of(1, 2, 3) },
      '3 bytes are not one float32 or more',
    ],
    ['no number', { vectorBytes: float32s(1, NaN) }, 'element 1 is NaN'],
    ['infinity', { vector: [1e39] }, 'element 0 is Infinity'],
    ['a named vector without values', { vectors: [{ name: 'a' }] }, '0 bytes are not one float32'],
    [
      'a name that is not allowed',
      { vectors: [{ name: 'a b', vectorBytes: float32s(1) }] },
      'its name must match',
    ],
    [
      'a multi-vector without values',
      { vectors: [{ name: 'a', type: VectorType.VECTOR_TYPE_MULTI_FP32 }] },
      '0 bytes are no vectors',
    ],
    [
      'a multi-vector of vectors without values',
      {
        vectors: [
          { name: 'a', type: VectorType.VECTOR_TYPE_MULTI_FP32, vectorBytes: Uint8Array.of(0, 0, 1) },
        ],
      },
      '1 bytes are not vectors of 0 float32 each',
    ],
    [
      'a multi-vector that is cut',
      {
        vectors: [
          {
            name: 'a',
            type: VectorType.VECTOR_TYPE_MULTI_FP32,
            vectorBytes: Buffer.concat([Uint8Array.of(2, 0), float32s(1, 2, 3)]),
          },
        ],
      },
      '12 bytes are not vectors of 2 float32 each',
    ],
  ])('refuses a vector of %s', async (_what, vectors, problem) => {
    const [failure] = await send({ collection: await newClass(), uuid: ID, ...vectors });
    expect(failure?.error).toContain(problem);
  });

  it('makes references of ids, and of beacons that some clients send for them', async () => {
    const target = await newClass();
    const other = await newClass();
    const name = await newClass({
      properties: [
        { name: 'one', dataType: [target] },
        { name: 'any', dataType: [target, other] },
      ],
    });
    const properties = {
      singleTargetRefProps: [{ propName: 'one', uuids: [OTHER_ID, `weaviate://localhost/${ID}`] }],
      multiTargetRefProps: [
        { propName: 'any', uuids: [OTHER_ID], targetCollection: other },
        { propName: 'any', uuids: [ID], targetCollection: target },
      ],
    };
    expect(await send({ collection: name, uuid: ID, properties })).toEqual([]);
    const beacon = (className: string, id: string) => ({ beacon: `weaviate://localhost/${className}/${id}` });
    expect((await stored(name))['properties']).toEqual({
      one: [beacon(target, OTHER_ID), beacon(target, ID)],
      any: [beacon(other, OTHER_ID), beacon(target, ID)],
    });
    const unknown = { singleTargetRefProps: [{ propName: 'no', uuids: [ID] }] };
    const [failure] = await send({ collection: name, uuid: OTHER_ID, properties: unknown });
    expect(failure?.error).toContain('property "no');
  });

  it('keeps ids, beacons and phone numbers in the one form that REST keeps them in', async () => {
    const target = await newClass();
    const other = await newClass();
    const name = await newClass({
      properties: [
        { name: 'uuid', dataType: ['uuid'] },
        { name: 'uuids', dataType: ['uuid[]'] },
        { name: 'phone', dataType: ['phoneNumber'] },
        { name: 'one', dataType: [target] },
        { name: 'any', dataType: [target, other] },
      ],
    });
    const bare = OTHER_ID.replaceAll('-', '');
    const input = { key: 'input', value: { stringValue: '+31 20 1234567' } };
    const properties = {
      ...struct({
        uuid: { stringValue: OTHER_ID.toUpperCase() },
        phone: { structValue: { fields: [input] } },
      }),
      textArrayProperties: [{ propName: 'uuids', values: [bare] }],
      singleTargetRefProps: [
        { propName: 'One', uuids: [bare, `weaviate://localhost/${target}/${ID.toUpperCase()}`] },
      ],
      multiTargetRefProps: [
        { propName: 'any', uuids: [`weaviate://localhost/${OTHER_ID}`], targetCollection: other },
      ],
    };
    expect(await send({ collection: name, uuid: ID, properties })).toEqual([]);
    expect((await stored(name))['properties']).toEqual({
      uuid: OTHER_ID,
      uuids: [OTHER_ID],
      phone: {
        countryCode: 31,
        input: '+31 20 1234567',
        internationalFormatted: '+31 20 123 4567',
        national: 201234567,
        nationalFormatted: '020 123 4567',
        valid: true,
      },
      one: [OTHER_ID, ID].map((id) => ({ beacon: `weaviate://localhost/${target}/${id}` })),
      any: [{ beacon: `weaviate://localhost/${other}/${OTHER_ID}` }],
    });
    const untold = { singleTargetRefProps: [{ propName: 'any', uuids: [ID] }] };
    const [failure] = await send({ collection: name, uuid: OTHER_ID, properties: untold });
    expect(failure?.error).toContain(`property "any[0]" of class "${name}"`);
    expect(failure?.error).toContain(`to ${target} or ${other}`);
  });

  it('refuses half a surrogate pair, and what is no UTF-8', async () => {
    const name = await newClass({ properties: [{ name: 'texts', dataType: ['text[]'] }] });
    const properties = { textArrayProperties: [{ propName: 'texts', values: ['a', '###'] }] };
    const sent = (...bytes: number[]) => {
      const object = encode({ collection: name, uuid: ID, properties });
      object.set(bytes, object.indexOf('###'));
      return object;
    };
    const { errors } = await grpc.client.call(BATCH, {
      objects: [sent(0xed, 0xa0, 0x80), sent(0x61, 0xff, 0x61)],
    });
    expect(errors.map(({ error }) => error)).toEqual([
      `invalid object: property "texts[1]" of class "${name}" is "\\ud800": it must be a text, without half a surrogate pair`,
      'malformed weaviate.v1.BatchObject: RangeError: a text is not UTF-8',
    ]);
  });

  it('takes ten thousand objects at once, and lets others in meanwhile', { tags: 'long' }, async () => {
    const name = await newClass();
    const vectorBytes = float32s(...Array.from({ length: 64 }, (_, index) => Math.sin(index)));
    const objects = Array.from({ length: 10_000 }, (_, n) =>
      encode({
        collection: name,
        uuid: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
        properties: struct({ n: { numberValue: n }, text: { stringValue: `object ${n}` } }),
        vectorBytes,
      }),
    );
    const batch = grpc.client.call(BATCH, { objects });
    let running = true;
    void batch.finally(() => (running = false));
    let answered = 0;
    while (running) {
      await nextTurn();
      expect((await grpc.host.call('GET', '/nodes')).status).toBe(200);
      if (running) answered++;
    }
    expect((await batch).errors).toEqual([]);
    const { body } = await grpc.host.call<{ nodes: [{ stats: object }] }>('GET', `/nodes/${name}`);
    expect(body.nodes[0].stats).toEqual({ objectCount: 10_000, shardCount: 1 });
    expect(answered).toBeGreaterThan(20);
  });

  it('ends between two transactions when its caller has left', async () => {
    await using server = await TestServer.start();
    const { store, intake } = server;
    const left = new AbortController();
    const sent = Array.from({ length: 500 }, (_, n) => n);
    const place = { class: 'A', tenant: undefined };
    const batch = {
      principal: null,
      sent,
      placeOf: () => place,
      read: () => ({ ...place, id: undefined, properties: undefined, vector: undefined, vectors: undefined }),
      signal: left.signal,
    };
    const outcomes = writeBatch({ store, intake, guard: server.access.guard }, batch);
    await outcomes.next();
    left.abort();
    await expect(Array.fromAsync(outcomes)).rejects.toThrow('aborted');
    expect(store.count('A')).toBe(200);
  });
});

describe('BatchReferences', () => {
  it('adds each reference by itself, and names those that it could not add', async () => {
    const name = await newClass();
    await grpc.host.call('POST', `/schema/${name}/properties`, { name: 'to', dataType: [name] });
    await grpc.host.call('POST', '/objects', { class: name, id: ID });
    const reference = {
      name: 'to',
      fromCollection: name,
      fromUuid: ID,
      toCollection: name,
      toUuid: OTHER_ID,
    };
    const { errors } = await grpc.client.call(weaviateService.BatchReferences, {
      references: [
        reference,
        { ...reference, name: 'missing' },
        { ...reference, toCollection: '', toUuid: ID.toUpperCase() },
        { ...reference, fromUuid: OTHER_ID },
        { ...reference, toUuid: 'x' },
        { ...reference, tenant: 't' },
      ],
    });
    expect(errors).toMatchObject([
      { index: 1, error: expect.stringContaining('invalid property "missing"') as string },
      { index: 3, error: expect.stringContaining('does not exist') as string },
      { index: 4, error: expect.stringContaining('property "to[0]"') as string },
      { index: 5, error: expect.stringContaining('multi-tenancy is disabled') as string },
    ]);
    const to = [OTHER_ID, ID].map((id) => ({ beacon: `weaviate://localhost/${name}/${id}` }));
    expect(await stored(name)).toMatchObject({ properties: { to } });
  });
});

describe('BatchStream', () => {
  const object = (collection: string, uuid: string, n: object) =>
    encode({ collection, uuid, properties: struct({ n }) });
  const data = (objects: Uint8Array[], references: object[] = []) =>
    weaviate.BatchStreamRequest.encode({
      data: { objects: { values: objects }, references: { values: references } },
    });
  const stop = weaviate.BatchStreamRequest.encode({ stop: {} });

  /** The replies of a stream as plain objects. */
  async function* repliesOf(stream: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    for await (const bytes of stream) {
      const reply = weaviate.BatchStreamReply.decode(bytes as Uint8Array) as unknown as protobuf.Message;
      yield reply.$type.toObject(reply, { arrays: false });
    }
  }

  it('acknowledges what comes, tells what became of it, and ends when the client stops', async () => {
    const name = await newClass({ properties: [{ name: 'n', dataType: ['int'] }] });
    await grpc.host.call('POST', `/schema/${name}/properties`, { name: 'to', dataType: [name] });
    const stream = grpc.client.stream('BatchStream');
    stream.write(weaviate.BatchStreamRequest.encode({ start: {} }));
    const reference = { name: 'to', fromCollection: name, fromUuid: ID, toCollection: name, toUuid: ID };
    stream.write(
      data(
        [object(name, ID, { numberValue: 1 }), object(name, OTHER_ID, { boolValue: true })],
        [reference, { ...reference, fromUuid: OTHER_ID }],
      ),
    );
    stream.write(stop);
    stream.end();
    const beacon = `weaviate://localhost/${name}/${ID}/to`;
    const other = `weaviate://localhost/${name}/${OTHER_ID}/to`;
    expect(await Array.fromAsync(repliesOf(stream))).toEqual([
      { started: {} },
      { acks: { uuids: [ID, OTHER_ID], beacons: [beacon, other] } },
      {
        results: {
          errors: [
            { uuid: OTHER_ID, error: expect.stringContaining('it must be an integer') as string },
            { beacon: other, error: expect.stringContaining('does not exist') as string },
          ],
          successes: [{ uuid: ID }, { beacon }],
        },
      },
    ]);
    const to = [{ beacon: `weaviate://localhost/${name}/${ID}` }];
    expect(await stored(name)).toMatchObject({ properties: { n: 1, to } });
  });

  it('writes what is good beside what is no object', async () => {
    const name = await newClass();
    const stream = grpc.client.stream('BatchStream');
    stream.write(data([Uint8Array.of(7), object(name, ID, { numberValue: 1 })]));
    stream.write(stop);
    stream.end();
    expect(await Array.fromAsync(repliesOf(stream))).toMatchObject([
      { started: {} },
      { acks: { uuids: ['', ID] } },
      {
        results: {
          errors: [{ error: expect.stringContaining('malformed weaviate.v1.BatchObject') as string }],
          successes: [{ uuid: ID }],
        },
      },
    ]);
    expect(await stored(name)).toMatchObject({ properties: { n: 1 } });
  });

  it('ends with an error where what comes is no message', async () => {
    const stream = grpc.client.stream('BatchStream');
    const failed = once(stream, 'error') as Promise<[ServiceError]>;
    stream.resume();
    stream.write(Uint8Array.of(0));
    const [{ code, details }] = await failed;
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(details).toContain('malformed weaviate.v1.BatchStreamRequest');
  });

  it('tells its client when the server is about to end, and writes what was sent before', async () => {
    const ending = await GrpcHost.start();
    const stream = ending.client.stream('BatchStream');
    const replies = repliesOf(stream);
    expect((await replies.next()).value).toEqual({ started: {} });
    const stopped = ending.server[Symbol.asyncDispose]();
    expect((await replies.next()).value).toEqual({ shuttingDown: {} });
    stream.write(data([object('A', ID, { numberValue: 1 })]));
    expect((await replies.next()).value).toEqual({ acks: { uuids: [ID] } });
    expect((await replies.next()).value).toEqual({ results: { successes: [{ uuid: ID }] } });
    stream.end();
    expect((await replies.next()).done).toBe(true);
    await stopped;
    await ending[Symbol.asyncDispose]();
  });
});
