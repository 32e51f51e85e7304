export { describeExportRecords, type RecordsFixture } from './export-records-promises.ts';
export { describeSchedules, type SchedulesFixture } from './schedules-promises.ts';
