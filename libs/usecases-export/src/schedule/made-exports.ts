import type { ExportRecord, ScheduleMark } from '@weaviate-export/entities-export';
import type { BaseRequest, ExportRequest } from '../export/export-request.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { ScheduleRecord } from '../ports/schedules.ts';

/** Records that are read at a time. */
const PAGE = 100;

/** True for a record of an export that this schedule has made. */
export function isOf({ schedule }: ExportRecord, { name, since }: ScheduleMark): boolean {
  return schedule?.name === name && schedule.since === since;
}

/** The records of the exports that a schedule has made, the last started first. */
export async function* madeExports(
  records: ExportRecords,
  { definition: { name, backend }, since }: ScheduleRecord,
): AsyncGenerator<ExportRecord> {
  for (let page: ExportRecord[] | undefined; page === undefined || page.length === PAGE;) {
    const last = page?.at(-1);
    page = await records.page(
      backend,
      PAGE,
      last && { place: last.place, id: last.id, startedAt: last.status.startedAt },
    );
    yield* page.filter((record) => isOf(record, { name, since }));
  }
}

/**
 * The export that the next one of a schedule is to be laid over: the last that succeeded, unless there are as many increments
 * behind the last whole one as there may be; undefined where the next one is to be whole.
 */
export async function nextBase(
  records: ExportRecords,
  schedule: ScheduleRecord,
): Promise<BaseRequest | undefined> {
  const { fullEvery } = schedule.definition.incremental ?? { fullEvery: 1 };
  let base: BaseRequest | undefined;
  let increments = 0;
  for await (const { id, place, status, request } of madeExports(records, schedule)) {
    if (increments + 1 >= fullEvery) return undefined;
    if (status.status !== 'SUCCESS') continue;
    base ??= { id, path: place.path, ...(place.bucket !== undefined && { bucket: place.bucket }) };
    if ((request as unknown as ExportRequest).config?.since === undefined) return base;
    increments++;
  }
  return undefined;
}
