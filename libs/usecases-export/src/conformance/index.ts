export { describeExportRecords, type RecordsFixture } from './export-records-promises.ts';
