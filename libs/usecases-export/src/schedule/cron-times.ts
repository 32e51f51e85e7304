import { ExportError } from '@weaviate-export/entities-export';
import { Cron } from 'croner';
import { ZoneClock } from './zone-clock.ts';

/**
 * The times of a cron expression, by the clocks of a zone. A time that they leave out, as they do in spring, counts as the next
 * that they show; one that they show twice, as in autumn, counts once. The expression itself is matched without a zone: what
 * croner (11.0.1) makes of changed clocks is not always that (`30 2,3 * * *` misses the time left out, `15 2 29 3 *` goes back).
 */
export class CronTimes {
  readonly #cron: Cron;
  readonly #clock: ZoneClock;

  /** @throws ExportError FIELD_INVALID for an expression that is none or has no time, and for a zone that is not known */
  constructor(expression: string, timeZone: string) {
    this.#clock = new ZoneClock(timeZone);
    this.#cron = parse(expression);
  }

  /** The first time behind an instant, as an instant; undefined where there is none. Both in milliseconds since 1970. */
  after(instant: number): number | undefined {
    let wall = this.#clock.wallAt(instant);
    for (;;) {
      const next = this.#cron.nextRun(new Date(wall))?.getTime();
      if (next === undefined) return undefined;
      const found = this.#clock.instantOf(next);
      if (found > instant) return found;
      // The first showing of what the clocks show again, or left out together with a time before it.
      wall = next;
    }
  }

  /** What the clocks of the zone show at an instant. */
  wallAt(instant: number): Date {
    return new Date(this.#clock.wallAt(instant));
  }
}

function parse(expression: string): Cron {
  let cause: unknown;
  try {
    // A point in time, and names such as @daily, are no cron expressions of fields.
    const isFields = [5, 6].includes(expression.trim().split(/\s+/).length);
    const cron = isFields
      ? new Cron(expression, { timezone: 'UTC', paused: true, mode: '5-or-6-parts' })
      : null;
    if (cron?.nextRun() != null) return cron;
  } catch (error) {
    cause = error;
  }
  const reason = cause === undefined ? '' : ` (${(cause as Error).message})`;
  const allowed = `allowed is a cron expression of 5 fields, or 6 with seconds, that has a time to come${reason}`;
  throw new ExportError('FIELD_INVALID', ['cron', expression, allowed], { cause });
}
