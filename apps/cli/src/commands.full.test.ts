import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';
import { startS3TestServer } from '@weaviate-export/s3-test-server';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from './cli.fixture.ts';
import { COUNTS, fillWeaviate, type FilledWeaviate } from './filled-weaviate.fixture.ts';

let weaviate: FilledWeaviate;
let folder: string;
beforeAll(async () => {
  weaviate = await fillWeaviate();
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  await weaviate[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]) => runCli(args, folder, weaviate.environment);

async function titles(...path: readonly string[]): Promise<string[]> {
  const file = asyncBuffer(await readFile(join(folder, ...path)));
  const rows = await parquetReadObjects({ file, ...HYPARQUET });
  return rows.map(({ properties }) => (JSON.parse(properties as string) as { title: string }).title);
}

describe('weaviate-export', () => {
  it('brings every object of a Weaviate into a folder, with one command', async () => {
    const { exitCode, stdout, stderr } = await run('export', weaviate.url, 'out', '--id', 'all');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/^Article: 1,000 objects, /m) as string,
    });
    // Where it takes long, there are lines of how it goes on as well.
    expect(stderr).toMatch(/^Author: 3 objects, /m);
    expect(stdout).toMatch(/out\/all: 1,003 objects, [\d.]+ kB in [\d.]+ s\n$/);
    for (const [name, count] of Object.entries(COUNTS))
      expect(await titles('out', 'all', `${name}.parquet`)).toEqual(
        Array.from({ length: count }, (_, index) => `${name} ${index}`),
      );
  });

  it('names the export by the UTC time where nobody does', async () => {
    expect(await run('export', weaviate.url, 'timed', '--include', 'Author')).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(folder, 'timed'))).toEqual([expect.stringMatching(/^\d{8}-\d{6}$/)]);
  });

  it('writes lines of JSON alone with --json, the last of them how it ended', async () => {
    const { exitCode, stdout, stderr } = await run(
      'export',
      weaviate.url,
      'json',
      '--json',
      '--exclude',
      'Article',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines.at(-1)).toMatchObject({
      status: 'SUCCESS',
      progress: { Author: { status: 'SUCCESS', objectsExported: 3 } },
    });
  });

  it('says nothing with --quiet', async () => {
    expect(await run('export', weaviate.url, 'quiet', '--quiet')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('takes the layout, encoding and codec that it is told', async () => {
    const told = ['--layout', 'typed', '--encoding', 'compact', '--codec', 'gzip', '--parallelism', '1'];
    expect(await run('export', weaviate.url, 'told', '--id', 'x', ...told)).toMatchObject({ exitCode: 0 });
    const manifest = JSON.parse(await readFile(join(folder, 'told/x/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ layout: 'typed', encoding: 'compact', compression: { codec: 'gzip' } });
  });

  it('reads the Weaviate as it is told', async () => {
    const level = ['--activate-tenants', '--consistency-level'];
    const refused = await run('export', weaviate.url, 'levels', ...level, 'SOME');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('config.consistencyLevel "SOME"');
    expect(await run('export', weaviate.url, 'levels', ...level, 'QUORUM')).toMatchObject({ exitCode: 0 });
  });

  it('takes of the data what it is told', async () => {
    const told = [
      '--vectors',
      'none',
      '--where',
      '{"Author":{"operator":"Equal","path":["id"],"valueText":"x"}}',
    ];
    const refused = await run('export', weaviate.url, 'some', '--include', 'Author', ...told);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('invalid config.where.Author.valueText "x": it must be a UUID');
    const whole = ['--include', 'Author', '--id', 'x', '--vectors', 'none'];
    expect(await run('export', weaviate.url, 'some', ...whole)).toMatchObject({ exitCode: 0 });
    const manifest = JSON.parse(await readFile(join(folder, 'some/x/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ selection: { vectors: false }, files: [{ class: 'Author' }] });
  });

  it.each<[string, string[], string]>([
    ['no target', ['URL'], "missing required argument 'target'"],
    ['an option that there is not', ['URL', 'out', '--layouts', 'typed'], '(Did you mean --layout?)'],
    [
      'threads that are no number',
      ['URL', 'out', '--parallelism', 'two'],
      'allowed is a whole number from 0',
    ],
    ['a class that is not there', ['URL', 'out', '--include', 'Nobody'], 'Nobody'],
    ['a layout that there is not', ['URL', 'out', '--layout', 'wide'], 'invalid config.layout "wide"'],
    ['a place that is none', ['URL', 'ftp://host/path'], 'allowed are a folder, s3://'],
    ['a source that is none', ['ftp://host', 'out'], 'allowed are the URL of a Weaviate'],
    ['a folder without a store', ['nowhere', 'out'], 'there is no store'],
    ['a bucket without credentials', ['URL', 's3://bucket/path'], 'AWS_REGION'],
  ])('ends with 2 and says what is wrong for %s', async (_case, args, message) => {
    const { exitCode, stderr } = await run(
      'export',
      ...args.map((arg) => (arg === 'URL' ? weaviate.url : arg)),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) as string });
  });

  it('ends with 1 where the Weaviate does not answer, and leaves nothing', async () => {
    const { exitCode, stderr } = await run('export', 'http://127.0.0.1:1', 'unreachable');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('cannot be reached at http://127.0.0.1:1') as string,
    });
    await expect(readdir(join(folder, 'unreachable'))).rejects.toThrow('ENOENT');
  });

  it('ends with 1 where the id is taken', async () => {
    await run('export', weaviate.url, 'twice', '--id', 'one');
    expect(await run('export', weaviate.url, 'twice', '--id', 'one')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('export already exists') as string,
    });
  });

  it('is interrupted while it waits for a Weaviate that says nothing, with 130', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const connected = new Promise((resolve) => silent.once('connection', resolve));
    const { port } = silent.address() as AddressInfo;
    const running = startCli(['export', `http://127.0.0.1:${port}`, 'silent'], folder);
    await connected;
    running.interrupt();
    const { exitCode, stderr } = await running.ended;
    silent.close();
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('canceling') as string,
    });
    await expect(readdir(join(folder, 'silent'))).rejects.toThrow('ENOENT');
  });

  it('leaves nothing of an export that Ctrl-C ends in the middle, and ends with 130', async () => {
    await using s3 = await startS3TestServer({ buckets: ['exports'] });
    // The first two small files are the claim of the id and its record.
    s3.faults.inject({ operation: 'PutObject', fault: { kind: 'stall' }, times: Infinity, after: 2 });
    const running = startCli(['export', weaviate.url, 's3://exports/a/b', '--json'], folder, {
      ...weaviate.environment,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    });
    await running.told('"TRANSFERRING"');
    s3.faults.clear();
    running.interrupt();
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ status: 'CANCELED' });
    expect([s3.keys('exports'), s3.openUploads()]).toEqual([[], []]);
  });

  it('converts an export into another layout, and no class is lost', async () => {
    await run('export', weaviate.url, 'first', '--id', 'x');
    const { exitCode, stdout } = await run('convert', 'first/x', 'second', '--id', 'y', '--layout', 'typed');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('second/y: 1,003 objects') as string,
    });
    await run('convert', './second/y', 'third', '--id', 'z', '--layout', 'standard');
    for (const name of Object.keys(COUNTS))
      expect(await readFile(join(folder, `third/z/${name}.parquet`))).toEqual(
        await readFile(join(folder, `first/x/${name}.parquet`)),
      );
  });

  it.each([
    ['a folder that holds no export', ['convert', 'nothing', 'out'], 'nothing'],
    ['no export but a bucket', ['convert', 's3://bucket', 'out'], 'allowed is the folder of one export'],
    ['definitions that are none', ['convert', 'first/x', 'out', '--definitions', '.'], '{"classes"'],
  ])('ends with 2 and says so for %s', async (_case, args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) as string });
  });

  it('reads the folder of a store that no server has open', async () => {
    expect(await run('export', weaviate.store, 'stored')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('in use') as string,
    });
    await weaviate.stop();
    expect(await run('export', weaviate.store, 'stored', '--id', 'x')).toMatchObject({ exitCode: 0 });
    expect(await titles('stored', 'x', 'Author.parquet')).toEqual(['Author 0', 'Author 1', 'Author 2']);
  });
});
