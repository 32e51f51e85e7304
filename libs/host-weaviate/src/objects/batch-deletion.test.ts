import { giveRoles, headersOf, rolesFor } from '@weaviate-export/test-access';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageOf, TestServer } from '../test-server.fixture.ts';

interface Deleted {
  deletionTimeUnixMilli: number;
  dryRun: boolean;
  match: object;
  output: string;
  results: { matches: number; limit: number; successful: number; failed: number; objects: object[] };
}

const numbered = (index: number) => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const where = (path: string, operator: string, value: object) => ({ path: [path], operator, ...value });
const below = (n: number) => where('n', 'LessThan', { valueInt: n });

describe('DELETE /v1/batch/objects', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    const properties = [
      { name: 'n', dataType: ['int'] },
      { name: 'title', dataType: ['text'] },
    ];
    const multiTenancyConfig = { enabled: true };
    await server.call('POST', '/schema', { class: 'A', properties, shardingConfig: { desiredCount: 3 } });
    await server.call('POST', '/schema', { class: 'T', properties, multiTenancyConfig });
    await server.call('POST', '/schema/T/tenants', [{ name: 't' }, { name: 'u' }]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  beforeEach(async () => {
    const objects = Array.from({ length: 120 }, (_, n) => ({
      class: 'A',
      id: numbered(n),
      properties: n === 119 ? {} : { n, title: `title ${n}` },
    }));
    await server.call('POST', '/batch/objects', { objects });
    const ofTenants = ['t', 'u'].map((tenant) => ({
      class: 'T',
      tenant,
      id: numbered(1),
      properties: { n: 1 },
    }));
    await server.call('POST', '/batch/objects', { objects: ofTenants });
  });

  const remove = (match: object, others: object = {}, query = '') =>
    server.call<Deleted>('DELETE', `/batch/objects${query}`, { match, ...others });

  it('deletes what the filter lets through, and answers as Weaviate does', async () => {
    const before = Date.now();
    const { status, body } = await remove({ class: 'a', where: below(70) });
    expect(status).toBe(200);
    const { deletionTimeUnixMilli, ...rest } = body;
    expect(rest).toEqual({
      dryRun: false,
      match: { class: 'A', where: below(70) },
      output: 'minimal',
      results: { matches: 70, limit: 10_000, successful: 70, failed: 0, objects: [] },
    });
    expect(deletionTimeUnixMilli).toBeGreaterThanOrEqual(before);
    expect(server.store.list('A', { limit: 1_000 }).map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => numbered(70 + index)),
    );
    expect((await remove({ class: 'A', where: below(70) })).body.results).toMatchObject({ matches: 0 });
  });

  it('names each object where it is asked to, and takes a time of deletion', async () => {
    const options = { output: 'verbose', deletionTimeUnixMilli: 5 };
    const { body } = await remove({ class: 'A', where: below(2) }, options);
    expect(body).toMatchObject({ output: 'verbose', deletionTimeUnixMilli: 5 });
    expect(body.results.objects).toEqual([
      { id: numbered(0), status: 'SUCCESS' },
      { id: numbered(1), status: 'SUCCESS' },
    ]);
  });

  it('deletes nothing in a dry run, and tells what it would', async () => {
    const { body } = await remove({ class: 'A', where: below(1) }, { dryRun: true, output: 'verbose' });
    expect(body).toMatchObject({
      dryRun: true,
      results: { matches: 1, successful: 0, failed: 0, objects: [{ id: numbered(0), status: 'DRYRUN' }] },
    });
    expect(server.store.count('A')).toBe(120);
  });

  it.each([
    ['ids', where('id', 'ContainsAny', { valueTextArray: [numbered(3), numbered(999)] }), [3]],
    [
      'an id and more',
      { operator: 'And', operands: [where('id', 'Equal', { valueText: numbered(3) }), below(3)] },
      [],
    ],
    ['what is not there', where('n', 'IsNull', { valueBoolean: true }), [119]],
    ['a pattern', where('title', 'Like', { valueText: 'title ?' }), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a time', where('_creationTimeUnix', 'LessThan', { valueDate: '2020-01-01T00:00:00Z' }), []],
    [
      'one or the other',
      { operator: 'Or', operands: [below(1), where('title', 'Equal', { valueText: 'title 5' })], path: null },
      [0, 5],
    ],
  ])('finds objects by %s', async (_by, filter, found) => {
    const { body } = await remove({ class: 'A', where: filter }, { dryRun: true, output: 'verbose' });
    expect(body.results.objects).toEqual(found.map((n) => ({ id: numbered(n), status: 'DRYRUN' })));
  });

  it('deletes the objects of one tenant', async () => {
    const match = { class: 'T', where: below(5) };
    expect((await remove(match, {}, '?tenant=t')).body.results).toMatchObject({ matches: 1, successful: 1 });
    expect([server.store.has('T', numbered(1), 't'), server.store.has('T', numbered(1), 'u')]).toEqual([
      false,
      true,
    ]);
    expect((await remove(match)).status).toBe(422);
    expect((await remove(match, {}, '?tenant=missing')).status).toBe(422);
    expect((await remove({ class: 'A', where: below(5) }, {}, '?tenant=t')).status).toBe(422);
  });

  it.each([
    [undefined, /invalid match null/],
    [{ match: 5 }, /invalid match 5/],
    [{ match: { where: below(1) } }, /invalid match.class null/],
    [{ match: { class: 'Missing', where: below(1) } }, /invalid match.class "Missing": it does not exist/],
    [{ match: { class: 'A' } }, /invalid match.where null/],
    [{ match: { class: 'A', where: where('x', 'Equal', { valueInt: 1 }) } }, /invalid match.where.path/],
    [{ match: { class: 'A', where: where('n', 'Near', {}) } }, /invalid match.where.operator "Near"/],
    [{ match: { class: 'A', where: below(1) }, output: 'bogus' }, /invalid output "bogus"/],
    [{ match: { class: 'A', where: below(1) }, dryRun: 'x' }, /invalid dryRun "x"/],
    [{ match: { class: 'A', where: below(1) }, deletionTimeUnixMilli: 'x' }, /invalid deletionTimeUnixMilli/],
  ])('refuses %o', async (body, message) => {
    const answer = await server.call('DELETE', '/batch/objects', body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.count('A')).toBe(120);
  });

  it('compares integers of 64 bits exactly', async () => {
    await server.call('POST', '/objects', `{"class":"A","properties":{"n":9007199254740993}}`);
    const filter = (value: string) =>
      `{"match":{"class":"A","where":{"path":["n"],"operator":"Equal","valueInt":${value}}},"dryRun":true}`;
    const matches = async (value: string) =>
      (await server.call<Deleted>('DELETE', '/batch/objects', filter(value))).body.results.matches;
    expect(await matches('9007199254740992')).toBe(0);
    expect(await matches('9007199254740993')).toBe(1);
  });
});

it(
  'DELETE /v1/batch/objects deletes the first 10,000 of many, and counts them all',
  { tags: 'long' },
  async () => {
    await using server = await TestServer.start();
    const objects = Array.from({ length: 10_050 }, (_, n) => ({
      class: 'A',
      id: numbered(n),
      properties: { n },
    }));
    await server.call('POST', '/batch/objects', { objects });
    const body = { match: { class: 'A', where: where('n', 'GreaterThanEqual', { valueNumber: 20 }) } };
    const answered = async () => (await server.call<Deleted>('DELETE', '/batch/objects', body)).body.results;
    expect(await answered()).toMatchObject({ matches: 10_030, successful: 10_000, failed: 0 });
    expect(server.store.count('A')).toBe(50);
    expect(await answered()).toMatchObject({ matches: 30, successful: 30 });
  },
);

it('DELETE /v1/batch/objects asks to delete objects of the class, before it says whether there is one', async () => {
  await using server = await TestServer.start(rolesFor('deleter', 'reader'));
  await giveRoles((path, body, headers) => server.call('POST', path, body, headers), {
    deleter: [{ action: 'delete_data', data: { collection: 'A' } }],
    reader: [{ action: 'read_data', data: { collection: '*' } }],
  });
  await server.call('POST', '/objects', { class: 'A', properties: { n: 1 } }, headersOf('root'));
  const status = async (user: string | null, name: string) => {
    const body = { match: { class: name, where: where('n', 'Equal', { valueNumber: 2 }) } };
    return (await server.call('DELETE', '/batch/objects', body, headersOf(user))).status;
  };
  for (const [user, statuses] of [
    [null, [401, 401]],
    ['reader', [403, 403]],
    ['deleter', [200, 403]],
    ['root', [200, 422]],
  ] as const)
    expect([await status(user, 'A'), await status(user, 'Missing')]).toEqual(statuses);
});
