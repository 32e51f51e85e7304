import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ServerProcess } from './server-process.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-process-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a program of these lines in the server's place. */
async function start(
  name: string,
  lines: string[],
  signal = new AbortController().signal,
): Promise<ServerProcess> {
  const program = join(folder, `${name}.mjs`);
  await writeFile(program, lines.join('\n'));
  return ServerProcess.start({
    dataPath: join(folder, 'data'),
    exportsPath: join(folder, 'exports'),
    signal,
    program,
  });
}

const LISTEN = [
  `console.log('not JSON');`,
  `console.log(JSON.stringify({ level: 30, msg: 'starting' }));`,
  `console.log(JSON.stringify({ level: 30, msg: 'listening', url: 'http://127.0.0.1:43211' }));`,
  `setInterval(() => {}, 1000);`,
];

describe('ServerProcess', () => {
  it('gives the address that the server logs, and stops it with SIGTERM', async () => {
    const goodbye = join(folder, 'goodbye');
    const server = await start('polite', [
      `import { writeFileSync } from 'node:fs';`,
      `process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(goodbye)}, 'stopped'); process.exit(0); });`,
      ...LISTEN,
    ]);
    expect(server.url).toBe('http://127.0.0.1:43211');
    await server.stop();
    expect(await readFile(goodbye, 'utf8')).toBe('stopped');
    await server.stop();
  });

  it('hands over the two folders and a free port, and none of the user’s own settings', async () => {
    vi.stubEnv('HTTP_PORT', '1');
    vi.stubEnv('AUTHENTICATION_APIKEY_ENABLED', 'true');
    const seen = join(folder, 'environment');
    try {
      await using _server = await start('environment', [
        `import { writeFileSync } from 'node:fs';`,
        `writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env));`,
        ...LISTEN,
      ]);
      const environment = JSON.parse(await readFile(seen, 'utf8')) as Record<string, string>;
      expect(environment).toMatchObject({
        HTTP_PORT: '0',
        GRPC_PORT: '0',
        PERSISTENCE_DATA_PATH: join(folder, 'data'),
        BACKUP_FILESYSTEM_PATH: join(folder, 'exports'),
      });
      expect(environment).not.toHaveProperty('AUTHENTICATION_APIKEY_ENABLED');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('hands over the settings that it was given beside them', async () => {
    const program = join(folder, 'settings.mjs');
    await writeFile(
      program,
      [
        `console.log(JSON.stringify({ msg: process.env.EXPORT_PARALLELISM, url: 'http://x' }));`,
        ...LISTEN,
      ].join('\n'),
    );
    await using server = await ServerProcess.start({
      dataPath: join(folder, 'data'),
      exportsPath: join(folder, 'exports'),
      environment: { EXPORT_PARALLELISM: '3' },
      signal: new AbortController().signal,
      program,
    });
    expect(server.log).toContain('"msg":"3"');
  });

  it('shows the end of the log of a server that does not start', async () => {
    await expect(
      start('broken', [`console.error('HTTP_PORT is "x": allowed is a number');`, `process.exitCode = 1;`]),
    ).rejects.toThrow(
      /^the server did not start: it ended with 1\nThe end of its log:\n {2}HTTP_PORT is "x"/,
    );
  });

  it('shows the end of the log of a server that fails while it stops', async () => {
    const server = await start('failing', [
      `process.on('SIGTERM', () => { console.error('the store is locked'); process.exitCode = 3; process.exit(); });`,
      ...LISTEN,
    ]);
    await expect(server.stop()).rejects.toThrow(/^the server ended with 3\n/);
  });

  it('ends a starting server when the demo is interrupted', async () => {
    const pid = join(folder, 'pid');
    const interrupted = new AbortController();
    const starting = start(
      'silent',
      [
        `import { writeFileSync } from 'node:fs';`,
        `writeFileSync(${JSON.stringify(pid)}, String(process.pid));`,
        `setInterval(() => {}, 1000);`,
      ],
      interrupted.signal,
    );
    const started = await vi.waitUntil(() => readFile(pid, 'utf8').catch(() => ''), { timeout: 100_000 });
    interrupted.abort();
    await expect(starting).rejects.toThrow();
    await vi.waitUntil(() => !isRunning(Number(started)), { timeout: 100_000 });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
