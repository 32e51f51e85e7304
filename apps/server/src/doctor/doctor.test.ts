import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3 } from '../service-tests/host.fixture.ts';
import { OtherProgram } from '../service-tests/other-program.fixture.ts';
import { examine } from './examine.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, 'main.ts');
/** What others may use on the machine of a test is not asked for. */
const ANY_PORTS = { HTTP_PORT: '0', GRPC_PORT: '0' };

/** Runs the program; gives its exit code and what it printed. */
async function doctor(environment: Record<string, string>, ...args: string[]) {
  const call = ['--conditions=@weaviate-export/source', '--no-warnings', MAIN, ...args];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...environment };
  try {
    return { code: 0, ...(await run(process.execPath, call, { env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('the doctor', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds a fresh server sound, says which backends are off, and leaves nothing but the folder of exports', async () => {
    const path = join(folder, 'fresh');
    const { code, stdout, stderr } = await doctor({ PERSISTENCE_DATA_PATH: path, ...ANY_PORTS });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'configuration  ok   every variable has a value that is allowed',
      `store          ok   none yet: the first start makes it at ${path}`,
      'http           ok   HTTP_PORT is "0": a server can listen on 127.0.0.1, at a port that is free then',
      'grpc           ok   GRPC_PORT is "0": a server can listen on 127.0.0.1, at a port that is free then',
      'metrics        off  to use it, set PROMETHEUS_MONITORING_ENABLED=true',
      `filesystem     ok   exports can be written to ${join(path, 'exports')}`,
      expect.stringMatching(/^s3 {13}off {2}to use it, set AWS_REGION/),
      expect.stringMatching(/^gcs {12}off {2}to use it, set GOOGLE_APPLICATION_CREDENTIALS/),
      expect.stringMatching(/^azure {10}off {2}to use it, set AZURE_STORAGE_CONNECTION_STRING/),
      '',
    ]);
    expect(code).toBe(0);
    expect(await readdir(path, { recursive: true })).toEqual(['exports']);
  });

  it('ends with 1 and all that is wrong with the configuration', async () => {
    const { code, stdout } = await doctor({ HTTP_PORT: 'x', BACKUP_GCS_USE_AUTH: 'y' });
    expect(stdout.split('\n')).toEqual([
      'configuration  FAILED  HTTP_PORT is "x": allowed are whole numbers from 0 to 65535',
      'configuration  FAILED  BACKUP_GCS_USE_AUTH is "y": allowed are true, 1, on, enabled, false, 0, off, disabled',
      '',
    ]);
    expect(code).toBe(1);
  });

  it('says how to call it', { tags: 'long' }, async () => {
    const help = await doctor({}, '--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('npm run doctor\n') as string });
    const wrong = await doctor({}, '--fix');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/--fix.*\nTry: /s) as string });
  });

  it('looks at a server that runs, and at the bucket that its exports go to', async () => {
    await using store = await startS3('exports');
    await using host = await startHost(store.environment);
    await host.call('POST', '/objects', { class: 'Article' });
    const environment = {
      ...store.environment,
      ...ANY_PORTS,
      PERSISTENCE_DATA_PATH: host.folder,
      EXPORT_DEFAULT_BUCKET: 'exports',
      EXPORT_DEFAULT_PATH: 'of/ours',
    };
    expect(await examine(environment)).toMatchObject([
      {},
      { subject: 'store', verdict: 'ok', detail: `1 class at ${host.folder}, in use by a server` },
      { subject: 'http', verdict: 'ok' },
      { subject: 'grpc', verdict: 'ok' },
      { subject: 'metrics', verdict: 'off' },
      { subject: 'filesystem', verdict: 'ok' },
      { subject: 's3', verdict: 'ok', detail: 'exports can be written to s3://exports/of/ours' },
      { subject: 'gcs', verdict: 'off' },
      { subject: 'azure', verdict: 'off' },
    ]);
    expect(store.s3.keys('exports')).toEqual([]);
    expect(store.s3.openUploads()).toEqual([]);
    expect(await examine({ ...environment, EXPORT_DEFAULT_BUCKET: 'missing' })).toContainEqual({
      subject: 's3',
      verdict: 'FAILED',
      detail: 'bucket "missing" does not exist on backend s3',
    });
    expect(await examine({ ...environment, EXPORT_DEFAULT_BUCKET: '' })).toContainEqual({
      subject: 's3',
      verdict: 'warning',
      detail: expect.stringContaining('set EXPORT_DEFAULT_BUCKET') as string,
    });
    expect(await examine({ ...environment, ENABLE_MODULES: 'backup-s3' })).toContainEqual({
      subject: 'filesystem',
      verdict: 'off',
      detail: 'to use it, add backup-filesystem to ENABLE_MODULES',
    });
  });

  it('fails on a store that cannot be there', async () => {
    const environment = { PERSISTENCE_DATA_PATH: join(import.meta.filename, 'store'), ...ANY_PORTS };
    expect(await examine(environment)).toContainEqual({
      subject: 'store',
      verdict: 'FAILED',
      detail: expect.stringMatching(/^PERSISTENCE_DATA_PATH is ".*": (EACCES|ENOTDIR)/) as string,
    });
  });

  it.each([
    ['http', 'HTTP_PORT'],
    ['grpc', 'GRPC_PORT'],
    ['metrics', 'PROMETHEUS_MONITORING_PORT'],
  ])('fails on a port for %s that another program has', async (subject, variable) => {
    await using other = await OtherProgram.start();
    const { port } = other;
    const environment = {
      PERSISTENCE_DATA_PATH: join(folder, 'ports'),
      PROMETHEUS_MONITORING_ENABLED: 'true',
      PROMETHEUS_MONITORING_PORT: '0',
      ...ANY_PORTS,
      [variable]: String(port),
    };
    expect((await examine(environment)).filter(({ verdict }) => verdict === 'FAILED')).toEqual([
      {
        subject,
        verdict: 'FAILED',
        detail: `${variable} is "${port}": another program listens there: allowed is a free port, or 0`,
      },
    ]);
  });

  it('lives with ports that are in use where the store is, since a server runs then', async () => {
    await using host = await startHost();
    const { port } = new URL(host.server.url);
    const environment = { PERSISTENCE_DATA_PATH: host.folder, ...ANY_PORTS, HTTP_PORT: port };
    expect(await examine(environment)).toContainEqual({
      subject: 'http',
      verdict: 'warning',
      detail: expect.stringMatching(/HTTP_PORT.*; it may be the server that uses the store$/) as string,
    });
  });

  it('names the variable that a mistyped one is for, whether the others are sound or not', async () => {
    const mistyped = {
      PERSISTENCE_DATA_PATH: join(folder, 'typed'),
      EXPORT_MAX_CONCURENT: '3',
      ...ANY_PORTS,
    };
    const warning = {
      subject: 'configuration',
      verdict: 'warning',
      detail: 'EXPORT_MAX_CONCURENT is a variable that nothing reads: is EXPORT_MAX_CONCURRENT meant?',
    };
    expect((await examine(mistyped))[1]).toEqual(warning);
    expect(await examine({ ...mistyped, HTTP_PORT: 'x' })).toMatchObject([{ verdict: 'FAILED' }, warning]);
  });
});
