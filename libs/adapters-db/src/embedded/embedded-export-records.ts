import { createHash } from 'node:crypto';
import { type ExportPlace, type ExportRecord, isFinished } from '@weaviate-export/entities-export';
import { type ExportRecords } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { type EmbeddedStore } from './embedded-store.ts';
import { type Environment } from './environment.ts';

const HASH_BYTES = 32;

/** The records of exports, kept beside the objects of the store. */
export class EmbeddedExportRecords implements ExportRecords {
  readonly #environment: Environment;

  constructor({ environment }: EmbeddedStore) {
    this.#environment = environment;
  }

  async save(record: ExportRecord): Promise<void> {
    const key = keyOf(record.place, record.id);
    await this.#environment.write(() => void this.#environment.exports.put(key, record));
  }

  async remove(place: ExportPlace, id: string): Promise<void> {
    await this.#environment.write(() => void this.#environment.exports.remove(keyOf(place, id)));
  }

  async find(backend: string, id: string): Promise<ExportRecord[]> {
    const name = hashOf(backend, id);
    const start = Buffer.concat([name, Buffer.alloc(HASH_BYTES)]);
    const end = Buffer.concat([name, Buffer.alloc(HASH_BYTES, 0xff)]);
    return this.#records({ start, end, inclusiveEnd: true }).sort((a, b) =>
      a.status.startedAt < b.status.startedAt ? 1 : -1,
    );
  }

  async *on(backend: string): AsyncIterable<ExportRecord> {
    const slice = new TimeSlice();
    for (const key of [...this.#environment.exports.getKeys()]) {
      await slice.pause();
      const record = this.#environment.exports.get(key);
      if (record?.place.backend === backend) yield record;
    }
  }

  async unfinished(): Promise<ExportRecord[]> {
    return this.#records({}).filter(({ status }) => !isFinished(status.status));
  }

  #records(range: { start?: Uint8Array; end?: Uint8Array; inclusiveEnd?: boolean }): ExportRecord[] {
    return [...this.#environment.exports.getRange(range)].map(({ value }) => value);
  }
}

/** Hashes of what is looked for and of the rest: a path may be longer than LMDB's keys can be. */
function keyOf({ backend, bucket, path }: ExportPlace, id: string): Uint8Array {
  return Buffer.concat([hashOf(backend, id), hashOf(bucket ?? null, path)]);
}

function hashOf(...parts: (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
