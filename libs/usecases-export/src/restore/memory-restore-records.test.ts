import { describeRestoreRecords } from '../conformance/index.ts';
import { MemoryRestoreRecords } from './memory-restore-records.ts';

describeRestoreRecords('in memory', async () => ({
  records: new MemoryRestoreRecords(),
  [Symbol.asyncDispose]: async () => undefined,
}));
