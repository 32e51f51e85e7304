import { type Json, writableJson } from '@weaviate-export/entities-export';
import type { ExportScheduleRequest } from '@weaviate-export/rest-client';
import { exportWishes, type ExportWishes } from '../export/export-options.ts';
import { parseServerPlace } from '../server-place.ts';

/** What `schedule add` is told on the command line, as it stands there. */
export interface ScheduleOptions extends ExportWishes {
  readonly server: string;
  readonly cron: string;
  readonly timeZone?: string;
  readonly idTemplate?: string;
  readonly fullEvery?: number;
  readonly keepLast?: number;
  readonly keepDays?: number;
  readonly disabled?: true;
  readonly replace?: true;
  readonly json?: true;
}

/**
 * The schedule that the options make; what is wrong with it, the server says.
 * @param target where its exports lie, a place of the server
 * @throws ExportError FIELD_INVALID for the target
 */
export function scheduleRequest(
  name: string,
  target: string,
  options: ScheduleOptions,
): ExportScheduleRequest {
  const { cron, timeZone, idTemplate, fullEvery, keepLast, keepDays, disabled } = options;
  const { backend, ...place } = parseServerPlace('TARGET', target);
  const { config, ...classes } = exportWishes(options);
  const retention = {
    ...(keepLast !== undefined && { keepLast }),
    ...(keepDays !== undefined && { keepDays }),
  };
  const request = { ...classes, config: { ...config, ...place } };
  return {
    ...{ name, cron, backend },
    ...(timeZone !== undefined && { timeZone }),
    ...(idTemplate !== undefined && { idTemplate }),
    // Integers of filters stay what they are.
    request: writableJson(request as unknown as Json<bigint>) as NonNullable<
      ExportScheduleRequest['request']
    >,
    ...(fullEvery !== undefined && { incremental: { fullEvery } }),
    ...(Object.keys(retention).length > 0 && { retention }),
    ...(disabled && { enabled: false }),
  };
}
