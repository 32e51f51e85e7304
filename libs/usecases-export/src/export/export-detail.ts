import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import {
  isUnfinished,
  SCHEMA_FILE,
  SHARDS_TOLD,
  type ExportRecord,
  type ShardRecord,
} from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { byName, withCounts } from './shards-told.ts';

/** Text that is made into bytes at a time, in characters: a millisecond's work. */
const PIECE_LENGTH = 256 * 1024;
const LINE_END = 0x0a;

const decompress = promisify(gunzip);

/** The detail of an export, which is its shards: JSON, one a line, gzip. Lets the thread do other work meanwhile. */
export async function encodeDetail(shards: Iterable<ShardRecord>): Promise<Uint8Array> {
  // A turn of its own: that of the first one is the one in which POST answers.
  await nextTurn();
  return pipeline(piecesOf(shards), createGzip(), buffer);
}

async function* piecesOf(shards: Iterable<ShardRecord>): AsyncGenerator<Buffer> {
  const slice = new TimeSlice();
  let text = '';
  for (const shard of shards) {
    text += `${JSON.stringify(shard)}\n`;
    if (text.length >= PIECE_LENGTH) {
      yield Buffer.from(text);
      text = '';
    }
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
  yield Buffer.from(text);
}

/**
 * The shards of a detail. Lets the thread do other work meanwhile.
 * @throws Error for bytes that are no detail
 */
export async function* decodeDetail(detail: Uint8Array): AsyncGenerator<ShardRecord> {
  const slice = new TimeSlice();
  const lines = await decompress(detail);
  for (let start = 0, end; start < lines.length; start = end + 1) {
    end = lines.indexOf(LINE_END, start);
    yield JSON.parse(lines.toString('utf8', start, end)) as ShardRecord;
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
}

/** The files that an export planned, by its detail. */
export async function plannedFiles(detail: Uint8Array): Promise<Set<string>> {
  const files = new Set([SCHEMA_FILE]);
  for await (const { file, deletes } of decodeDetail(detail)) {
    if (file !== undefined) files.add(file);
    if (deletes !== undefined) files.add(deletes);
  }
  return files;
}

/**
 * A record with its shards in it, of a version that kept all of them there, as head and detail: for a store that brings
 * its records up to date. One that is small, or not finished, stays as it is.
 */
export async function splitRecord(
  record: ExportRecord,
): Promise<{ readonly record: ExportRecord; readonly detail?: Uint8Array }> {
  const shards = Object.entries(record.status.shardStatus).flatMap(([className, byShard]) =>
    Object.entries(byShard).map(([shard, progress]) => ({ class: className, shard, ...progress })),
  );
  if (shards.length <= SHARDS_TOLD || isUnfinished(record)) return { record };
  const { files: _planned, ...head } = record;
  const status = { ...withCounts(record.status), shardStatus: byName<never>() };
  return { record: { ...head, status }, detail: await encodeDetail(shards) };
}
