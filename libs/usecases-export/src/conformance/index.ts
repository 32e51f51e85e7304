export { describeExportRecords, type RecordsFixture } from './export-records-promises.ts';
export { longestTurns, type LongestTurns } from './longest-turns.ts';
export { describeRestoreRecords, type RestoreRecordsFixture } from './restore-records-promises.ts';
export { describeSchedules, type SchedulesFixture } from './schedules-promises.ts';
