import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
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
    [Symbol.dispose]() {
      child.kill('SIGKILL');
    },
  };
};

describe('the program', () => {
  it('prints what a client needs, serves, and ends on SIGTERM', async () => {
    using program = start(
      '--port',
      '0',
      '--bucket',
      'one-bucket',
      '--bucket',
      'two-bucket',
      '--region',
      'eu-x',
    );
    let lines = '';
    for await (const line of createInterface(program.child.stdout)) {
      lines += `${line}\n`;
      if (line.startsWith('AWS_SECRET_ACCESS_KEY=')) break;
    }
    const env = parseEnv(lines);
    expect(env).toMatchObject({ AWS_REGION: 'eu-x' });
    const client = new S3Client({
      endpoint: env['AWS_ENDPOINT_URL_S3'] ?? '',
      region: 'eu-x',
      credentials: {
        accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
      forcePathStyle: true,
    });
    for (const Bucket of ['one-bucket', 'two-bucket']) {
      expect(await client.send(new ListObjectsV2Command({ Bucket }))).toMatchObject({ KeyCount: 0 });
    }
    program.child.kill('SIGTERM');
    expect(await program.ended).toEqual([0, null]);
    client.destroy();
  });

  it.each([
    [['--help'], 0, /^An S3 server in memory[^]*Usage: npm run s3 -- [^]*Exit codes: 0 /, ''],
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
