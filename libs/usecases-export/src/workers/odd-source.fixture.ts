import { setTimeout as sleep } from 'node:timers/promises';
import { vectorFromArray, Table, tableToIPC } from 'apache-arrow';
import { Encoding, Table as WasmTable, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm';
import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { ArrayReader } from '../ports/array-source.fixture.ts';
import { generatedClass } from './generated-source.fixture.ts';
import { type GeneratedOptions } from '@weaviate-export/generated-objects';
import type { OpenSnapshotReader } from '../ports/db-adapter.ts';

/** What a source does when it is scanned, or as said. */
export type Oddity =
  | 'none'
  | 'throws an error'
  | 'throws a coded error'
  | 'throws a text'
  | 'makes the encoder trap'
  | 'exits'
  | 'exits when opened'
  | 'exits once, in the middle'
  | 'fails in a timer'
  | 'waits for the gate'
  | 'waits until it is disposed of'
  | 'never ends'
  | 'cannot be opened'
  | 'cannot be disposed of';

/** Places in the shared memory that a test and its source talk through. */
export const Place = { SCANS: 0, DISPOSED: 1, GATE: 2, EXITS: 3 } as const;

export interface OddOptions extends GeneratedOptions {
  readonly oddity: Oddity;
  /** Numbers of 32 bits, at the places above. */
  readonly shared: SharedArrayBuffer;
}

export function oddSource(
  oddity: Oddity,
  options: GeneratedOptions = { objects: 10, dimensions: 4, seed: 1 },
): { moduleUrl: string; options: OddOptions; memory: Int32Array } {
  const shared = new SharedArrayBuffer(Object.keys(Place).length * 4);
  return {
    moduleUrl: import.meta.url,
    options: { ...options, oddity, shared },
    memory: new Int32Array(shared),
  };
}

/** Opens the gate that scans wait for, in every thread. */
export function openGate(memory: Int32Array): void {
  Atomics.store(memory, Place.GATE, 1);
  Atomics.notify(memory, Place.GATE);
}

export const openSnapshotReader: OpenSnapshotReader = async (given) => {
  const { oddity, shared, ...options } = given as OddOptions;
  const memory = new Int32Array(shared);
  if (oddity === 'cannot be opened') throw new ExportError('CLASS_NOT_FOUND', ['Generated']);
  if (oddity === 'exits when opened') process.exit(7);
  const disposed = Promise.withResolvers<never>();
  disposed.promise.catch(() => undefined);
  const array = new ArrayReader([generatedClass(options)]);
  return {
    cut: (shard, limits) => array.cut(shard, limits),
    async *scan(shard, range): AsyncGenerator<ExportObject> {
      Atomics.add(memory, Place.SCANS, 1);
      if (oddity === 'waits until it is disposed of') await disposed.promise;
      await behave(oddity, memory);
      for (const object of array.scan(shard, range)) {
        yield object;
        if (oddity === 'exits once, in the middle' && Atomics.add(memory, Place.EXITS, 1) === 0)
          process.exit(7);
      }
    },
    [Symbol.dispose]() {
      Atomics.add(memory, Place.DISPOSED, 1);
      disposed.reject(new Error('disposed of'));
      if (oddity === 'cannot be disposed of') throw new Error('the reader does not close');
    },
  };
};

async function behave(oddity: Oddity, memory: Int32Array): Promise<void> {
  switch (oddity) {
    case 'throws an error':
      throw new Error('page 7 is unreadable', { cause: new RangeError('offset 9', { cause: 'bit rot' }) });
    case 'throws a coded error':
      throw new ExportError('OBJECT_INVALID', ['Generated', 'id-1', 'is odd'], {
        cause: new ExportError('STORE_LOCKED', ['store'], { cause: new Error('EBUSY') }),
      });
    case 'throws a text':
      return textThrown();
    case 'makes the encoder trap':
      return trap();
    case 'exits':
      return process.exit(7);
    case 'fails in a timer':
      setTimeout(() => {
        throw new Error('nobody catches this');
      }, 0);
      return sleep(60_000);
    case 'waits for the gate':
      Atomics.wait(memory, Place.GATE, 0);
      return;
    case 'never ends':
      // Holds the thread as an endless loop does, without the heat.
      for (;;) Atomics.wait(memory, Place.GATE, 0);
    default:
  }
}

/** What a library that knows no better throws. */
function textThrown(): never {
  const text: unknown = 'just a text';
  throw text;
}

/** What the encoder has no way to write, it does not refuse: its WebAssembly traps. */
function trap(): void {
  const table = new Table({ text: vectorFromArray(['a', 'b']) });
  const properties = new WriterPropertiesBuilder()
    .setDictionaryEnabled(false)
    .setEncoding(Encoding.BYTE_STREAM_SPLIT)
    .build();
  writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties);
}
