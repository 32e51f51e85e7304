import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collected, NEVER } from '../conformance/index.ts';
import { FilesystemBackend } from './backend.ts';
import { openFilesystemFixture, temporaryFolder } from './filesystem.fixture.ts';

const WRITER = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url));
const NODE = [process.execPath, '--conditions=@weaviate-export/source', '--no-warnings', WRITER];
const KEY = 'nightly/Article.parquet';

describe('the filesystem backend', () => {
  it('gives the absolute path of a file', async () => {
    await using fixture = await openFilesystemFixture();
    const address = fixture.backend.describe({ key: KEY });
    expect(address).toBe(join(fixture.root, KEY));
    expect(isAbsolute(new FilesystemBackend('exports').describe({ key: KEY }))).toBe(true);
  });

  it('takes no bucket', async () => {
    await using fixture = await openFilesystemFixture();
    expect(() => fixture.backend.describe({ bucket: 'b', key: KEY })).toThrow(TypeError);
  });

  it('replaces what a dead sink has left under the name', async () => {
    await using fixture = await openFilesystemFixture();
    const { backend, root } = fixture;
    const partial = join(root, `${KEY}.partial`);
    await mkdir(dirname(partial), { recursive: true });
    await writeFile(partial, 'of a dead server');
    await using sink = await backend.openSink({ key: KEY }, { signal: NEVER });
    await sink.write(Buffer.from('new'));
    await sink.close();
    expect(await readFile(join(root, KEY), 'utf8')).toBe('new');
    expect(await readdir(dirname(partial))).toEqual(['Article.parquet']);
  });

  it('leaves the file of a newer sink of the same name alone when an older one is aborted', async () => {
    await using fixture = await openFilesystemFixture();
    const { backend } = fixture;
    await using older = await backend.openSink({ key: KEY }, { signal: NEVER });
    await using newer = await backend.openSink({ key: KEY }, { signal: NEVER });
    await newer.write(Buffer.from('newer'));
    await older.abort();
    await newer.close();
    expect(await backend.read({ key: KEY }, NEVER)).toEqual(Buffer.from('newer'));
  });

  it('says what is wrong with a root that is a file', async () => {
    await using folder = await temporaryFolder();
    const root = join(folder.path, 'file');
    await writeFile(root, '');
    const backend = new FilesystemBackend(root);
    await expect(backend.checkAccess({ key: 'nightly' }, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_FAILED',
      message: expect.stringMatching(/filesystem failed to open .*: ENOTDIR \(not a directory\)/) as string,
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'says what is wrong with a root below a folder that takes no folders, also one far below',
    async () => {
      for (const root of ['/proc/nope', '/proc/nope/a/b']) {
        await expect(
          new FilesystemBackend(root).checkAccess({ key: 'nightly' }, NEVER),
        ).rejects.toMatchObject({
          code: 'BACKEND_FAILED',
          message: expect.stringMatching(/filesystem failed to create \/proc\/nope.*: ENOENT/) as string,
        });
      }
    },
  );

  it('creates a root that is missing', async () => {
    await using folder = await temporaryFolder();
    const root = join(folder.path, 'a', 'b');
    await new FilesystemBackend(root).checkAccess({ key: 'nightly' }, NEVER);
    expect(await readdir(root)).toEqual([]);
  });

  it(
    'after a kill in the middle of a sink has nothing but a file that is never listed and goes with a delete',
    { tags: 'long' },
    async () => {
      await using fixture = await openFilesystemFixture();
      const { backend, root } = fixture;
      const [node = '', ...args] = [...NODE, root, KEY, '3000000', 'wait'];
      const writer = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      try {
        const [said] = (await once(writer.stdout, 'data')) as [Buffer];
        expect(String(said)).toBe('written\n');
      } finally {
        writer.kill('SIGKILL');
        await once(writer, 'close');
      }
      expect(await readdir(join(root, 'nightly'))).toEqual(['Article.parquet.partial']);
      expect(await collected(backend.list({ key: '' }, NEVER))).toEqual([]);
      expect(await backend.read({ key: KEY }, NEVER)).toBeNull();
      await backend.delete({ key: KEY }, NEVER);
      expect(await readdir(root)).toEqual([]);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'calls a file that may grow no further a full disk, and leaves nothing of it',
    { tags: 'long' },
    async () => {
      await using fixture = await openFilesystemFixture();
      const { root } = fixture;
      // Blocks of 512 bytes; the signal would end the process before it sees EFBIG.
      const script = `trap '' XFSZ; ulimit -f 2000; exec "$@"`;
      const writer = spawn('sh', ['-c', script, 'sh', ...NODE, root, KEY, '3000000', 'close'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const said = await collected(writer.stdout as AsyncIterable<Buffer>);
      expect(Buffer.concat(said).toString()).toBe('BACKEND_FULL\n');
      expect(await readdir(root)).toEqual([]);
    },
  );
});
