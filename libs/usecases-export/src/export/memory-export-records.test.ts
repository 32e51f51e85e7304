import { describeExportRecords } from '../conformance/index.ts';
import { MemoryExportRecords } from './memory-export-records.ts';

describeExportRecords('in memory', async () => ({
  records: new MemoryExportRecords(),
  [Symbol.asyncDispose]: async () => undefined,
}));
