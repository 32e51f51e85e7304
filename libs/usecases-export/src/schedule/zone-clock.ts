import { ExportError } from '@weaviate-export/entities-export';

const DAY_MS = 86_400_000;
/** No zone's clock is further from UTC than a day, and none is changed twice within two. */
const WINDOW_MS = DAY_MS;

/** The clocks of a time zone. A wall time is what they show, as milliseconds since 1970 in which UTC's show the same. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  /** @throws ExportError FIELD_INVALID for what is no IANA name of a zone */
  constructor(timeZone: string) {
    try {
      // An offset such as +02:00 is none, though it can be formatted by.
      if (!/^[A-Za-z]/.test(timeZone)) throw new RangeError(timeZone);
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      const allowed = 'allowed is a time zone by its IANA name, such as Europe/Berlin or UTC';
      throw new ExportError('FIELD_INVALID', ['timeZone', timeZone, allowed], { cause });
    }
  }

  /** What the clocks show at an instant, in whole seconds. */
  wallAt(instant: number): number {
    const fields = this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]);
    const { year, month, day, hour, minute, second } = Object.fromEntries(fields) as Record<string, number>;
    return Date.UTC(year!, month! - 1, day, hour, minute, second);
  }

  /**
   * The instant at which the clocks show a wall time: the first, where they show it twice; where they leave it out, that to
   * which they are put forward.
   */
  instantOf(wall: number): number {
    const [before, after] = [wall - WINDOW_MS, wall + WINDOW_MS].map((instant) =>
      this.#offsetAt(instant),
    ) as [number, number];
    // By the offset of before first: clocks that are put back show it by that one sooner.
    const shown = [wall - before, wall - after].find((instant) => this.wallAt(instant) === wall);
    return shown ?? this.#changeBetween(wall - after, wall - before, after);
  }

  /** The first instant of an offset that holds at the second of two instants, and not at the first. */
  #changeBetween(from: number, to: number, offset: number): number {
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offsetAt(middle) === offset) high = middle;
      else low = middle;
    }
    return high;
  }

  /** How far the clocks are before UTC's, in milliseconds. */
  #offsetAt(instant: number): number {
    return this.wallAt(instant) - Math.floor(instant / 1000) * 1000;
  }
}
