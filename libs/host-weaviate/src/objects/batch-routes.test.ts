import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Answer, TestServer, messageOf } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';

interface Result {
  id: string;
  result: { status: string; errors?: { error: [{ message: string }] } };
}

const resultsOf = (answer: Answer) => answer.body as Result[];
const statusesOf = (answer: Answer) => resultsOf(answer).map(({ result }) => result.status);

describe('POST /v1/batch/objects', () => {
  it('stores what is good, and says of each of the others what is wrong', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', properties: [{ name: 'n', dataType: ['int'] }] });
    const answer = await server.call('POST', '/batch/objects', {
      fields: ['ALL'],
      objects: [
        { class: 'A', id: ID, properties: { n: 1 }, vector: [0.1, 2] },
        { class: 'A', properties: { n: 'x' } },
        { class: 'A', properties: { n: 2 }, vector: [1] },
        { class: 'A', id: 'x' },
        { properties: {} },
        null,
        'text',
        { class: 'B', properties: { fresh: true } },
        { class: 'A', properties: { 'a-b': 1 } },
        { class: 'A', properties: { n: 3 } },
      ],
    });
    expect(answer.status).toBe(200);
    const results = resultsOf(answer);
    expect(results.map(({ result }) => result.errors?.error[0].message ?? result.status)).toEqual([
      'SUCCESS',
      expect.stringContaining('property "n" of class "A" is "x"'),
      expect.stringContaining('vector of class "A"'),
      expect.stringContaining('id "x" is not a UUID'),
      expect.stringContaining('class is missing'),
      expect.stringContaining('must be a JSON object'),
      expect.stringContaining('must be a JSON object'),
      'SUCCESS',
      expect.stringContaining('property "a-b" of class "A"'),
      'SUCCESS',
    ]);
    expect(results[0]).toMatchObject({ class: 'A', id: ID, properties: { n: 1 }, vector: [0.1, 2] });
    expect(results[0]).toHaveProperty('creationTimeUnix');
    expect(results[3]).toEqual({
      class: 'A',
      id: 'x',
      result: { status: 'FAILED', errors: expect.anything() as unknown },
    });
    expect(server.store.count('A')).toBe(2);
    expect(server.store.count('B')).toBe(1);
  });

  it('replaces objects that are there, and of two with one id keeps the last', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A', id: ID, properties: { n: 0 } });
    const objects = [1, 2].map((n) => ({ class: 'A', id: ID, properties: { n } }));
    expect(statusesOf(await server.call('POST', '/batch/objects', { objects }))).toEqual([
      'SUCCESS',
      'SUCCESS',
    ]);
    expect(server.store.get('A', ID)?.properties).toBe('{"n":2}');
    expect(server.store.count('A')).toBe(1);
  });

  it('keeps integers of 64 bits exact', async () => {
    await using server = await TestServer.start();
    const object = `{"class":"A","id":"${ID}","properties":{"n":9007199254740993}}`;
    const answer = await server.call('POST', '/batch/objects', `{"objects":[${object}]}`);
    expect(answer.text).toContain('"properties":{"n":9007199254740993}');
    expect(server.store.get('A', ID)?.properties).toBe('{"n":9007199254740993}');
  });

  it(
    'stores thousands of objects of classes in turn, and lets others in meanwhile',
    { tags: 'long' },
    async () => {
      await using server = await TestServer.start();
      const vector = Array.from({ length: 384 }, (_, index) => Math.sin(index));
      const objects = Array.from({ length: 3000 }, (_, index) => ({
        class: index % 3 === 0 ? 'A' : 'B',
        properties: { index, text: `object ${index}` },
        vector,
      }));
      const batch = server.call('POST', '/batch/objects', { objects });
      let running = true;
      void batch.finally(() => (running = false));
      let answered = 0;
      while (running) {
        await nextTurn();
        expect((await server.call('GET', '/nodes')).status).toBe(200);
        if (running) answered++;
      }
      expect(new Set(statusesOf(await batch))).toEqual(new Set(['SUCCESS']));
      expect(server.store.count('A')).toBe(1000);
      expect(server.store.count('B')).toBe(2000);
      expect(answered).toBeGreaterThan(10);
    },
  );

  it('takes batches for a new class that come at the same time', async () => {
    await using server = await TestServer.start();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, batch) =>
        server.call('POST', '/batch/objects', {
          objects: Array.from({ length: 20 }, (_, index) => ({
            class: 'A',
            properties: { [`p${batch}`]: index },
          })),
        }),
      ),
    );
    expect(new Set(answers.flatMap(statusesOf))).toEqual(new Set(['SUCCESS']));
    expect(server.store.count('A')).toBe(160);
    expect(server.store.getClass('A')?.properties).toHaveLength(8);
  });

  it.each([
    ['no body', undefined],
    ['an array', [{ class: 'A' }]],
    ['no objects', {}],
    ['objects that are no array', { objects: { class: 'A' } }],
    ['an empty batch', { objects: [] }],
  ])('refuses %s', async (_case, body) => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', '/batch/objects', body);
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toMatch(/a batch must be \{"objects"/);
  });
});
