import { describe, expect, it } from 'vitest';
import { TestServer, messageOf } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';

async function stored(definition: object, vectors: object, change?: object): Promise<unknown> {
  await using server = await TestServer.start();
  await server.call('POST', '/schema', { class: 'A', ...definition });
  const answer = await server.call('POST', '/objects', { class: 'A', id: ID, ...vectors });
  if (answer.status !== 200) return messageOf(answer);
  if (change !== undefined) await server.call('PATCH', `/objects/A/${ID}`, { class: 'A', ...change });
  const object = await server.call('GET', `/objects/A/${ID}?include=vector`);
  const { vector, vectors: named } = object.body as { vector?: unknown; vectors?: unknown };
  return { ...(vector !== undefined && { vector }), ...(named !== undefined && { vectors: named }) };
}

describe('a vector without a name', () => {
  it('is the one named vector of a class that has just one', async () => {
    const one = { vectorConfig: { default: {} } };
    expect(await stored(one, { vector: [1, 2] })).toEqual({ vectors: { default: [1, 2] } });
    expect(await stored(one, { vector: [1, 2] }, { vector: [3, 4] })).toEqual({
      vectors: { default: [3, 4] },
    });
  });

  it('is refused in a class that has two named ones', async () => {
    const two = { vectorConfig: { a: {}, b: {} } };
    expect(await stored(two, { vector: [1, 2] })).toContain('allowed in vectors are a, b');
  });

  it('is refused beside the named one that it would be', async () => {
    const one = { vectorConfig: { default: {} } };
    expect(await stored(one, { vector: [1, 2], vectors: { default: [3, 4] } })).toContain('vector of class');
  });
});

describe('the vector named default', () => {
  it('is the vector of a class without named ones', async () => {
    expect(await stored({}, { vectors: { default: [1, 2] } })).toEqual({ vector: [1, 2] });
    expect(await stored({}, { vector: [1, 2] }, { vectors: { default: [3, 4] } })).toEqual({
      vector: [3, 4],
    });
  });

  it('is refused beside that vector, and with any other name', async () => {
    expect(await stored({}, { vector: [1, 2], vectors: { default: [3, 4] } })).toContain('"default"');
    expect(await stored({}, { vectors: { default: [1, 2], other: [3, 4] } })).toContain('"other"');
  });
});
