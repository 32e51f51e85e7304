import { describe, expect, it } from 'vitest';
import { TestServer, messageOf } from './test-server.fixture.ts';

describe('GET /v1/nodes', () => {
  it('tells of the one node that the server is, and what it holds', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'B', shardingConfig: { desiredCount: 3 } });
    await server.call('POST', '/batch/objects', {
      objects: [{ class: 'A' }, { class: 'B' }, { class: 'B' }],
    });
    const node = (stats: object) => ({
      nodes: [
        {
          name: server.store.serverId,
          status: 'HEALTHY',
          version: '1.37.0',
          gitHash: '',
          stats,
          shards: null,
        },
      ],
    });
    expect((await server.call('GET', '/nodes')).body).toEqual(node({ objectCount: 3, shardCount: 4 }));
    const minimal = await server.call('GET', '/nodes?output=minimal');
    expect(minimal.body).toEqual(node({ objectCount: 3, shardCount: 4 }));
    expect((await server.call('GET', '/nodes/b')).body).toEqual(node({ objectCount: 2, shardCount: 3 }));
  });

  it.each([
    ['/nodes/Nowhere', 404, 'class "Nowhere" does not exist'],
    [
      '/nodes?output=verbose',
      501,
      'the state of single shards is not available on this server: ask for output=minimal',
    ],
    ['/nodes?output=all', 422, 'invalid output "all"'],
  ])('refuses %s', async (path, status, message) => {
    await using server = await TestServer.start();
    const answer = await server.call('GET', path);
    expect(answer.status).toBe(status);
    expect(messageOf(answer)).toContain(message);
  });
});

describe('GraphQL', () => {
  it.each(['/graphql', '/graphql/batch'])('is answered with what there is in its place: %s', async (path) => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', path, { query: '{Get{A{a}}}' });
    expect(answer.status).toBe(501);
    expect(messageOf(answer)).toMatch(/^GraphQL is not available on this server: read objects by GET /);
  });
});
