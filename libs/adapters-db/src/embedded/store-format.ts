import { randomUUID } from 'node:crypto';
import { splitRecord } from '@weaviate-export/usecases-export';
import { parseRecord, shardNames } from './class-record.ts';
import { EmbeddedExportRecords } from './embedded-export-records.ts';
import { type StoreDatabases } from './store-databases.ts';
import { shardSpan } from './object-key.ts';
import { putShard } from './shard-record.ts';

/**
 * Version of the file, the databases and keys; raised when an older server would misread a newer store. Format 2 has a
 * record of every shard, with the number of its objects, and tenants: a server of format 1 would not keep the numbers in
 * step. Format 3 lists the file's free pages as LMDB does: formats 1 and 2 did as lmdb 3 does (`upgradeStore`). It has indexes
 * of the records of exports, and keeps many shards apart from them.
 */
export const STORE_FORMAT = 3;

/**
 * Writes the facts of a new store, and brings an older one to the newest format.
 * @returns the server's id
 */
export async function prepareStore(databases: StoreDatabases): Promise<string> {
  const { facts } = databases;
  const format = facts.get('format');
  if (format !== undefined && format !== STORE_FORMAT) await indexExports(databases);
  if (format !== STORE_FORMAT)
    await databases.write(() => {
      if (format === undefined) {
        void facts.put('serverId', randomUUID());
        void facts.put('lastClassNumber', 0);
      }
      if (format === 1) addShards(databases);
      if (format !== 2) void facts.put('lastTenantNumber', 0);
      void facts.put('format', STORE_FORMAT);
    });
  return facts.get('serverId') as string;
}

/**
 * Format 1 kept the number of a class's objects alone: those of many shards are counted, which reads all their keys. It
 * knew no tenants; its server refused such classes.
 */
function addShards(databases: StoreDatabases): void {
  for (const { value } of databases.classes.getRange()) {
    const { number: classNumber, shards } = parseRecord(value);
    for (const [number, name] of shardNames(shards).entries()) {
      const objects =
        shards === 1
          ? (databases.tallies.get(classNumber)?.objects ?? 0)
          : databases.objects.getKeysCount(shardSpan(classNumber, number));
      putShard(databases, classNumber, { name, number, status: 'HOT', objects });
    }
  }
}

/** Saves each record anew, which may be done again where it was cut short: together they can be larger than the memory. */
async function indexExports(databases: StoreDatabases): Promise<void> {
  const records = new EmbeddedExportRecords({ databases });
  for (const key of [...databases.exports.getKeys()]) {
    const { record, detail } = await splitRecord(databases.exports.get(key)!);
    await records.save(record, detail);
  }
}
