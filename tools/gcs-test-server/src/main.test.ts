import { Storage } from '@google-cloud/storage';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';

const start = (...flags: string[]) => {
  const file = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@weaviate-export/source', file, ...flags]);
  return {
    child,
    ended: once(child, 'close'),
    /** Its env lines, read up to the one with this name. */
    env: async (last: string): Promise<NodeJS.Dict<string>> => {
      let lines = '';
      for await (const line of createInterface(child.stdout)) {
        lines += `${line}\n`;
        if (line.startsWith(`${last}=`)) break;
      }
      return parseEnv(lines);
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL');
    },
  };
};

describe('the program', () => {
  it('prints what a client needs, serves, and ends on SIGTERM', async () => {
    using program = start('--port', '0', '--bucket', 'one-bucket', '--bucket', 'two-bucket');
    const env = await program.env('STORAGE_EMULATOR_HOST');
    const storage = new Storage({
      apiEndpoint: env['STORAGE_EMULATOR_HOST'] ?? '',
      projectId: 'test-project',
    });
    for (const name of ['one-bucket', 'two-bucket']) {
      expect(await storage.bucket(name).exists()).toEqual([true]);
    }
    program.child.kill('SIGTERM');
    expect(await program.ended).toEqual([0, null]);
  });

  it('asks for a token where it was given one', async () => {
    using program = start('--bucket', 'one-bucket', '--token', 'secret');
    const env = await program.env('CLOUDSDK_AUTH_ACCESS_TOKEN');
    const url = `${env['STORAGE_EMULATOR_HOST'] ?? ''}/storage/v1/b/one-bucket`;
    const authorization = `Bearer ${env['CLOUDSDK_AUTH_ACCESS_TOKEN'] ?? ''}`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  });

  it.each([
    [['--help'], 0, /^A Google Cloud Storage server in memory/, ''],
    [['--port', 'http'], 2, /^$/, '--port is http, expected 0 to 65535.'],
    [['--prot', '1'], 2, /^$/, "Unknown option '--prot'"],
  ])('answers %j with exit status %i', async (flags, status, output, complaint) => {
    using program = start(...flags);
    const [out, err] = await Promise.all([text(program.child.stdout), text(program.child.stderr)]);
    expect(await program.ended).toEqual([status, null]);
    expect(out).toMatch(output);
    expect(err).toContain(complaint);
  });
});
