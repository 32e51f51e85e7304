import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsPath } from './data/places.ts';
import type { DataOrder } from './order.ts';
import { runChild } from './run-child.ts';

/** Raised when the data is made in another way, so that kept data is not taken for it. */
export const DATA_VERSION = 1;

export interface BenchDataSettings {
  readonly objects: number;
  /** Where the data is kept; undefined: in a temporary folder, which is removed. */
  readonly keep: string | undefined;
  readonly signal: AbortSignal;
}

/** The data of the contestants, and room for what they write. Disposing of it removes what is not to be kept. */
export class BenchData implements AsyncDisposable {
  readonly folder: string;
  readonly #output: string;
  readonly #temporary: string | undefined;

  private constructor(folder: string, output: string, temporary: string | undefined) {
    this.folder = folder;
    this.#output = output;
    this.#temporary = temporary;
  }

  /** Makes the data unless it is there, and reads it once, so that it is in the page cache for everybody. */
  static async prepare({ objects, keep, signal }: BenchDataSettings): Promise<BenchData> {
    const temporary =
      keep === undefined ? await mkdtemp(join(tmpdir(), 'weaviate-export-bench-')) : undefined;
    const root = keep ?? temporary!;
    const data = new BenchData(join(root, `objects-${objects}`), join(root, 'output'), temporary);
    try {
      const order: DataOrder = { data: data.folder, objects };
      if (!(await isComplete(data.folder))) await runChild('./data/make-data.ts', order, signal);
      await readAll(data.folder, signal);
      return data;
    } catch (error) {
      await data[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** An empty folder for one run; disposing of it removes what was written. */
  async output(): Promise<AsyncDisposable & { readonly path: string }> {
    const path = this.#output;
    const remove = () => rm(path, { recursive: true, force: true });
    await remove();
    await mkdir(path, { recursive: true });
    return { path, [Symbol.asyncDispose]: remove };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#temporary ?? this.#output, { recursive: true, force: true });
  }
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    const facts = JSON.parse(await readFile(factsPath(folder), 'utf8')) as { version?: unknown };
    return facts.version === DATA_VERSION;
  } catch {
    return false;
  }
}

async function readAll(folder: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    for await (const _piece of createReadStream(join(entry.parentPath, entry.name), { signal }));
  }
}
