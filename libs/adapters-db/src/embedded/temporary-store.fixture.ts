import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import { type NewObject } from './stored-object.ts';

/** A folder that is removed with all that is in it at the end of the scope. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'embedded-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A store in a folder of its own. Its clock stands where the test puts it. */
export async function temporaryStore(): Promise<
  AsyncDisposable & { store: EmbeddedStore; clock: { time: number } }
> {
  const folder = temporaryFolder();
  const clock = { time: 1_000 };
  const store = await EmbeddedStore.open({
    path: folder.path,
    clock: { now: () => clock.time, sleep: () => Promise.resolve() },
  });
  return {
    store,
    clock,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A UUID that ends in the number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function plainObject(number: number, properties: unknown = { number }): NewObject {
  return {
    id: uuid(number),
    vector: Float32Array.of(number, 0.5),
    namedVectors: null,
    properties: JSON.stringify(properties),
  };
}

/** The lowest key there can be; without it lmdb leaves out what it takes for its own. */
const LOWEST_KEY = new Uint8Array(1);

/** Number of objects that lie in the store, those of deleted classes and tenants too. */
export function storedObjects({ databases }: EmbeddedStore): number {
  return databases.objects.getKeysCount({ start: LOWEST_KEY });
}

/** How many read transactions hold pages of the store. */
export function heldReads(store: EmbeddedStore): number {
  // Columns: process, thread, transaction; `-` where a slot is at rest.
  return store.databases.classes.readerList().match(/^\s*\d+ \S+ \d+$/gm)?.length ?? 0;
}

/** Waits until the assertion holds, however slow the machine. */
export async function eventually(assertion: () => void): Promise<void> {
  await vi.waitFor(assertion, { timeout: 100_000, interval: 5 });
}
