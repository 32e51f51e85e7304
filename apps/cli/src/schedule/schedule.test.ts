import { join } from 'node:path';
import { RestClient } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeaviateApi } from '../exports/weaviate-api.fixture.ts';
import { fillWeaviate, type FilledWeaviate } from '../filled-weaviate.fixture.ts';
import { runHere } from '../run-here.fixture.ts';

let server: FilledWeaviate;
beforeAll(async () => {
  server = await fillWeaviate({ EXPORT_PARALLELISM: '1' });
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (...args: readonly string[]) => runHere(['schedule', ...args, '--server', server.url], '/');
/** Of a day that no test meets. */
const YEARLY = ['yearly', 'filesystem/kept', '--cron', '0 3 29 2 *', '--id-template', '{name}-{n}'];

describe('schedules of a running server, from the command line', () => {
  it('are made, listed, changed, run and removed', async () => {
    expect(await run('list')).toEqual({
      ...{ exitCode: 0, stdout: '' },
      stderr: `${server.url} has no schedule: weaviate-export schedule add makes one\n`,
    });
    const made = await run('add', ...YEARLY, '--time-zone', 'Europe/Berlin', '--include', 'Author');
    expect(made).toEqual({
      exitCode: 0,
      stdout: [
        'name    cron        time zone      backend     next run              last run  status  export',
        'yearly  0 3 29 2 *  Europe/Berlin  filesystem  2028-02-29T02:00:00Z  -         -       -',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(await run('list')).toEqual(made);

    const watch = `weaviate-export watch filesystem/yearly-1 --server ${server.url}`;
    expect(await run('run', 'yearly')).toEqual({
      ...{ exitCode: 0, stderr: '' },
      stdout: expect.stringMatching(
        `^yearly-1 is (STARTED|SUCCESS): ${watch} shows how it goes on\n$`,
      ) as string,
    });
    const client = new RestClient({ url: server.url });
    expect(await client.finished('filesystem', 'yearly-1')).toMatchObject({
      ...{ status: 'SUCCESS', classes: ['Author'], path: join(server.store, 'exports', 'kept', 'yearly-1') },
    });

    const off = await run('add', ...YEARLY, '--keep-last', '2', '--disabled', '--replace', '--json');
    expect(JSON.parse(off.stdout)).toMatchObject({
      ...{ name: 'yearly', timeZone: 'UTC', retention: { keepLast: 2 }, enabled: false },
      request: { config: { path: 'kept' } },
    });
    expect((await run('list')).stdout).toMatch(
      /^yearly {2}0 3 29 2 \* {2}UTC {8}filesystem {2}off {7}20.+yearly-1$/m,
    );

    expect(await run('remove', 'yearly')).toEqual({
      ...{ exitCode: 0, stdout: 'yearly is removed; its exports stay\n', stderr: '' },
    });
    expect(await run('list', '--json')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await client.status('filesystem', 'yearly-1')).toMatchObject({ status: 'SUCCESS' });
  });

  it('end with 1 where no export could be started, and tell why, then and in the list', async () => {
    const client = new RestClient({ url: server.url });
    await client.call('POST', '/schema', { class: 'Passing' });
    await run('add', 'lost', 'filesystem', '--cron', '0 3 29 2 *', '--include', 'Passing');
    await client.call('DELETE', '/schema/Passing');
    const { exitCode, stdout, stderr } = await run('run', 'lost');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^lost: lost-\d{8}-\d{6} FAILED: .*Passing/);
    const asJson = await run('run', 'lost', '--json');
    expect(asJson.exitCode).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ name: 'lost', lastRun: { status: 'FAILED' } });
    expect(await run('list')).toMatchObject({
      ...{ exitCode: 0, stdout: expect.stringContaining('FAILED') as string },
      stderr: expect.stringMatching(/^lost: .* FAILED: /) as string,
    });
    await run('remove', 'lost');
  });

  it.each([
    [['add', ...YEARLY.with(3, 'daily'), '--server', 'URL'], 2, 'invalid cron "daily"'],
    [['add', ...YEARLY.with(1, './out'), '--server', 'URL'], 2, 'allowed are filesystem, s3, gcs, azure'],
    [['add', ...YEARLY, '--keep-last', '0', '--server', 'URL'], 2, 'allowed is a whole number from 1'],
    [['add', ...YEARLY, '--replace', '--server', 'URL'], 2, 'schedule list --server shows those that are'],
    [
      ['add', 'one', 'filesystem', '--server', 'URL'],
      2,
      "required option '--cron <expression>' not specified",
    ],
    [['remove', 'nobody', '--server', 'URL'], 2, 'schedule list --server shows those that are there'],
    [['run', 'nobody', '--server', 'URL'], 2, 'schedule list --server shows those that are there'],
    [['list'], 2, "required option '--server <url>' not specified"],
    [['list', '--server', 'http://127.0.0.1:1'], 1, 'check the URL of --server'],
    [['nothing'], 2, 'Try: weaviate-export schedule --help'],
  ])('%j ends with %d and says what to do', async (args, exitCode, message) => {
    const called = args.map((arg) => (arg === 'URL' ? server.url : arg));
    expect(await runHere(['schedule', ...called], '/')).toEqual({
      ...{ exitCode, stdout: '' },
      stderr: expect.stringContaining(message) as string,
    });
  });

  it('are there once by name, and the error says how to change one', async () => {
    await run('add', ...YEARLY);
    expect(await run('add', ...YEARLY)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/schedule already exists: "yearly"; .*: here with --replace$/m) as string,
    });
    await run('remove', 'yearly');
  });

  it('are not those of a Weaviate, which has none, and the error says where there are some', async () => {
    await using weaviate = await startWeaviateApi();
    expect(await runHere(['schedule', 'list', '--server', weaviate.url], '/')).toEqual({
      ...{ exitCode: 2, stdout: '' },
      stderr: expect.stringContaining('a Weaviate has no schedules') as string,
    });
  });
});
