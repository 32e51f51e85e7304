import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from './cli.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PORTS = { HTTP_PORT: '0', GRPC_PORT: '0' };

describe('serve', () => {
  it('runs a server that the environment configures, until Ctrl-C', async () => {
    const running = startCli(['serve'], folder, { ...PORTS, PERSISTENCE_DATA_PATH: join(folder, 'data') });
    const { url } = JSON.parse(await running.line('"listening"')) as { readonly url: string };
    const [ready, meta] = await Promise.all(
      ['/v1/.well-known/ready', '/v1/meta'].map((path) => fetch(`${url}${path}`)),
    );
    expect([ready!.status, meta!.status]).toEqual([200, 200]);
    running.interrupt();
    expect(await running.ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"stopped"') as string,
      stderr: '',
    });
  });

  it('ends with 1 and says why, in a line, where it cannot start', async () => {
    expect(await runCli(['serve'], folder, { ...PORTS, EXPORT_PARALLELISM: 'many' })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^weaviate-export: EXPORT_PARALLELISM is "many": .*\n$/) as string,
    });
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const ended = await runCli(['serve'], folder, { ...PORTS, HTTP_PORT: String(port) });
    taken.close();
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^weaviate-export: HTTP_PORT is .*another program listens there.*\n$/,
      ) as string,
    });
  });
});

describe('doctor', () => {
  it('says what a server would meet, and leaves nothing but the folder of exports', async () => {
    const data = join(folder, 'absent');
    const { exitCode, stdout } = await runCli(['doctor'], folder, { ...PORTS, PERSISTENCE_DATA_PATH: data });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^configuration +ok /m);
    expect(stdout).toMatch(/^s3 +off /m);
    expect(await readdir(data, { recursive: true })).toEqual(['exports']);
  });

  it('ends with 1 where something does not work', async () => {
    expect(await runCli(['doctor'], folder, { ...PORTS, EXPORT_PARALLELISM: 'many' })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('FAILED') as string,
    });
  });
});
