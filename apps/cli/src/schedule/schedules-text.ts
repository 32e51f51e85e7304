import type { ExportSchedule } from '@weaviate-export/rest-client';
import { timeText } from '../exports/status-text.ts';
import type { Paper } from '../text/paper.ts';
import { table } from '../text/table.ts';

/** Schedules for people, a line each: when they run, and what happened last. */
export function schedulesText(schedules: readonly ExportSchedule[], paper: Paper): string {
  return table(
    [
      { name: 'name', whole: true },
      { name: 'cron' },
      { name: 'time zone' },
      { name: 'backend' },
      { name: 'next run' },
      { name: 'last run' },
      { name: 'status' },
      { name: 'export', whole: true },
    ],
    schedules.map(({ name, cron, timeZone, backend, nextRunAt, lastRun }) => [
      ...[name, cron, timeZone, backend, nextRunAt === undefined ? 'off' : timeText(nextRunAt)],
      ...(lastRun === undefined
        ? ['-', '-', '-']
        : [timeText(lastRun.startedAt), lastRun.status, lastRun.id]),
    ]),
    paper,
  );
}

/** What went wrong with a schedule's last run, a line where anything did. */
export function troubleText({ name, lastRun }: ExportSchedule): string {
  return lastRun?.error === undefined ? '' : `${name}: ${lastRun.id} ${lastRun.status}: ${lastRun.error}\n`;
}
