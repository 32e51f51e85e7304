import { type ExportPlace, type ExportRecord, isUnfinished } from '@weaviate-export/entities-export';
import { type ExportPosition, type ExportRecords } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { recordHash, recordKey, recordKeys } from './record-key.ts';
import { type StoreDatabases } from './store-databases.ts';

const HASH_BYTES = 32;
const TIME_BYTES = 6;
/** Behind every time that there is, in milliseconds since 1970. */
const END_OF_TIME = 2 ** (8 * TIME_BYTES) - 1;

/** The records of exports, kept beside the objects of the store. */
export class EmbeddedExportRecords implements ExportRecords {
  readonly #databases: StoreDatabases;

  constructor({ databases }: { readonly databases: StoreDatabases }) {
    this.#databases = databases;
  }

  async save(record: ExportRecord, detail?: Uint8Array): Promise<void> {
    const { exports, exportDetails, exportsByStart, exportsUnfinished } = this.#databases;
    const { place, id, status } = record;
    const key = recordKey(place, id);
    await this.#databases.write(() => {
      const old = exports.get(key);
      if (old !== undefined) void exportsByStart.remove(startKeyOf(positionOf(old)));
      void exports.put(key, record);
      void exportsByStart.put(startKeyOf({ place, id, startedAt: status.startedAt }), true);
      if (isUnfinished(record)) void exportsUnfinished.put(key, true);
      else void exportsUnfinished.remove(key);
      if (detail !== undefined) void exportDetails.put(key, detail);
    });
  }

  async remove(place: ExportPlace, id: string): Promise<void> {
    const { exports, exportDetails, exportsByStart, exportsUnfinished } = this.#databases;
    const key = recordKey(place, id);
    await this.#databases.write(() => {
      const old = exports.get(key);
      if (old === undefined) return;
      void exportsByStart.remove(startKeyOf(positionOf(old)));
      for (const database of [exports, exportDetails, exportsUnfinished]) void database.remove(key);
    });
  }

  async find(backend: string, id: string): Promise<ExportRecord[]> {
    return [...this.#databases.exports.getRange(recordKeys(backend, id))]
      .map(({ value }) => value)
      .sort((a, b) => Date.parse(b.status.startedAt) - Date.parse(a.status.startedAt));
  }

  async detail(place: ExportPlace, id: string): Promise<Uint8Array | null> {
    return this.#databases.exportDetails.get(recordKey(place, id)) ?? null;
  }

  async page(backend: string, limit: number, after?: ExportPosition): Promise<ExportRecord[]> {
    const first = recordHash(backend);
    const range = {
      start: after === undefined ? first : startKeyOf(after),
      exclusiveStart: after !== undefined,
      end: Buffer.concat([first, Buffer.alloc(TIME_BYTES, 0xff)]),
      limit,
    };
    const keys = [...this.#databases.exportsByStart.getKeys(range)];
    return this.#records(keys.map((key) => key.subarray(HASH_BYTES + TIME_BYTES)));
  }

  async unfinished(): Promise<ExportRecord[]> {
    return this.#records([...this.#databases.exportsUnfinished.getKeys()]);
  }

  /** The records of keys, of which some may have been removed meanwhile. */
  async #records(keys: readonly Uint8Array[]): Promise<ExportRecord[]> {
    const slice = new TimeSlice();
    const records: ExportRecord[] = [];
    for (const key of keys) {
      await slice.pause();
      const record = this.#databases.exports.get(key);
      if (record !== undefined) records.push(record);
    }
    return records;
  }
}

/** The backend, the time backwards and the record's key: in their order, those of a backend begin with the last. */
function startKeyOf({ place, id, startedAt }: ExportPosition): Uint8Array {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(END_OF_TIME - Date.parse(startedAt), 0, TIME_BYTES);
  return Buffer.concat([recordHash(place.backend), time, recordKey(place, id)]);
}

function positionOf({ place, id, status: { startedAt } }: ExportRecord): ExportPosition {
  return { place, id, startedAt };
}
