import { type Upload, type UploadReceipt } from '@weaviate-export/usecases-export';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, type TestContext } from 'vitest';
import { NEVER, opened, seededBytes, sha256, type BackendFixture, type Opened } from './backend-fixture.ts';
import type { PartOfOrder, PartOrder } from './part-writer.ts';

const KEY = 'exports/nightly/Article.parquet';
/** Where a backend takes smaller parts. */
const LEAST_BYTES = 100_000;
const PART_WRITER = fileURLToPath(import.meta.url.replace('upload-promises', 'part-writer'));

const run = promisify(execFile);

/** As a ticket or a receipt arrives at another machine. */
function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** An upload of four parts, and what tests do with it. */
interface Parts extends Opened {
  readonly upload: Upload;
  /** The same upload, as another process has it. */
  readonly elsewhere: Upload;
  readonly parts: readonly PartOfOrder[];
  put(...numbers: number[]): Promise<UploadReceipt[]>;
  /** The same from a process of its own. */
  putByAnother(...numbers: number[]): Promise<UploadReceipt[]>;
  expectWhole(): Promise<void>;
}

function contentOf({ bytes, seed }: PartOfOrder): Buffer {
  return seededBytes(bytes, seed);
}

/** What every upload promises; a backend without has none of its methods. */
export function describeUploads(openFixture: () => Promise<BackendFixture>): void {
  const begun = async ({ skip }: TestContext): Promise<Parts> => {
    await using stack = new AsyncDisposableStack();
    const fixture = await openFixture();
    const common = stack.use(await opened(async () => fixture));
    const { backend, at } = common;
    const limits = backend.capabilities.upload;
    const { module, env } = fixture.elsewhere ?? {};
    if (limits === undefined || backend.beginUpload === undefined || backend.openUpload === undefined) {
      expect([limits, backend.beginUpload, backend.openUpload]).toEqual([undefined, undefined, undefined]);
      await stack.disposeAsync();
      return skip('the backend has no uploads that can be shared');
    }
    const bytes = Math.max(limits.minPartBytes, LEAST_BYTES);
    const parts = [1, 2, 3, 4].map((number) => ({
      number,
      bytes: number === 4 ? 1000 : bytes,
      seed: number,
    }));
    const upload = await backend.beginUpload(at(KEY), NEVER);
    const chosen = (numbers: readonly number[]): PartOfOrder[] => numbers.map((number) => parts[number - 1]!);
    const owned = stack.move();
    return {
      ...common,
      upload,
      elsewhere: backend.openUpload(sent(upload.ticket)),
      parts,
      put: (...numbers) =>
        Promise.all(chosen(numbers).map((part) => upload.put(part.number, contentOf(part), NEVER))),
      putByAnother: async (...numbers) => {
        if (module === undefined)
          return skip('the fixture does not say how another process opens its backend');
        const order: PartOrder = { module, ticket: upload.ticket, parts: chosen(numbers) };
        const args = [...process.execArgv, PART_WRITER, JSON.stringify(order)];
        const { stdout } = await run(process.execPath, args, { env: { PATH: process.env['PATH'], ...env } });
        return JSON.parse(stdout) as UploadReceipt[];
      },
      expectWhole: async () => {
        expect(sha256((await common.read(KEY)) ?? Buffer.of())).toBe(sha256(...parts.map(contentOf)));
        expect(await common.everything()).toEqual([KEY]);
      },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  };

  describe('an upload', () => {
    it('is written by two processes at once, in whatever order, and published whole', async (context) => {
      await using opened = await begun(context);
      const [there, here] = await Promise.all([opened.putByAnother(4, 2), opened.put(3, 1)]);
      expect(await opened.keys()).toEqual([]);
      expect(await opened.read(KEY)).toBeNull();
      await opened.upload.complete([...there, ...here], NEVER);
      await opened.expectWhole();
    });

    it('is completed by a process that did not begin it', async (context) => {
      await using opened = await begun(context);
      const receipts = await opened.put(1, 2, 3, 4);
      await opened.elsewhere.complete(sent(receipts), NEVER);
      await opened.expectWhole();
    });

    it('does without a part whose receipt was lost only once it is put again', async (context) => {
      await using opened = await begun(context);
      const receipts = await opened.put(1, 3, 4);
      await opened.putByAnother(2);
      await expect(opened.upload.complete(receipts, NEVER)).rejects.toMatchObject({
        code: 'BACKEND_FAILED',
        message: expect.stringContaining('there is no receipt of part 2') as string,
      });
      expect(await opened.keys()).toEqual([]);
      await opened.upload.complete([...receipts, ...(await opened.put(2))], NEVER);
      await opened.expectWhole();
    });

    it('has of a part that was put twice what was put last', async (context) => {
      await using opened = await begun(context);
      const { elsewhere, parts } = opened;
      const old = await elsewhere.put(2, seededBytes(parts[1]!.bytes, 99), NEVER);
      const receipts = await opened.put(1, 2, 3, 4);
      await opened.upload.complete([old, ...receipts], NEVER);
      await opened.expectWhole();
    });

    it('takes parts of memory that threads share', async (context) => {
      await using opened = await begun(context);
      const bytes = contentOf(opened.parts[3]!);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      const receipts = [await opened.upload.put(4, shared, NEVER), ...(await opened.put(1, 2, 3))];
      await opened.upload.complete(receipts, NEVER);
      await opened.expectWhole();
    });

    it('leaves nothing when it is aborted from elsewhere, and cannot be completed then', async (context) => {
      await using opened = await begun(context);
      const receipts = await opened.put(1, 2, 3, 4);
      await opened.elsewhere.abort();
      expect(await opened.everything()).toEqual([]);
      await expect(opened.upload.complete(receipts, NEVER)).rejects.toMatchObject({ code: 'BACKEND_FAILED' });
      await opened.upload.abort();
      await opened.upload.abort();
      expect(await opened.everything()).toEqual([]);
    });

    it('does not replace a file', async (context) => {
      await using opened = await begun(context);
      const { backend, at, upload } = opened;
      const receipts = await opened.put(1, 2, 3, 4);
      await backend.replace(at(KEY), Buffer.from('old'), NEVER);
      await expect(upload.complete(receipts, NEVER)).rejects.toMatchObject({ code: 'FILE_ALREADY_EXISTS' });
      await upload.abort();
      expect(await opened.read(KEY)).toEqual(Buffer.from('old'));
      expect(await opened.everything()).toEqual([KEY]);
    });

    it('stays complete when it is completed again, or aborted', async (context) => {
      await using opened = await begun(context);
      const { upload, elsewhere } = opened;
      const receipts = await opened.put(1, 2, 3, 4);
      await upload.complete(receipts, NEVER);
      await elsewhere.complete(receipts, NEVER);
      await upload.abort();
      await elsewhere.abort();
      await opened.expectWhole();
    });

    it('goes with a delete of its file', async (context) => {
      await using opened = await begun(context);
      await opened.putByAnother(1, 2);
      await opened.backend.delete(opened.at(KEY), NEVER);
      expect(await opened.everything()).toEqual([]);
    });

    it('takes no part beyond its limits, and no file without one', async (context) => {
      await using opened = await begun(context);
      const { upload, backend } = opened;
      const { maxParts } = backend.capabilities.upload!;
      for (const number of [0, 1.5, maxParts + 1])
        await expect(upload.put(number, Buffer.of(1), NEVER)).rejects.toThrow(RangeError);
      await expect(upload.complete([], NEVER)).rejects.toMatchObject({ code: 'BACKEND_FAILED' });
      await upload.abort();
      expect(await opened.everything()).toEqual([]);
    });

    it('ends with the reason of its signal', async (context) => {
      await using opened = await begun(context);
      const { upload, backend, at } = opened;
      const reason = new Error('canceled');
      const signal = AbortSignal.abort(reason);
      await expect(upload.put(1, Buffer.of(1), signal)).rejects.toBe(reason);
      await expect(upload.complete(await opened.put(1), signal)).rejects.toBe(reason);
      await expect(backend.beginUpload?.(at('other'), signal)).rejects.toBe(reason);
      await upload.abort();
      expect(await opened.everything()).toEqual([]);
    });
  });
}
