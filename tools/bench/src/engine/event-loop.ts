import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Delays } from './order.ts';

/** Milliseconds between the timers of the monitor. */
const RESOLUTION_MS = 5;
const NANOSECONDS_PER_MS = 1e6;

/** Watches how late the event loop of this thread comes to its timers. */
export class EventLoopWatch implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** The monitor counts the time between two timers; what is beyond its resolution is delay. */
  delays(): Delays {
    const delay = (nanoseconds: number): number =>
      Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
    return {
      p50: delay(this.#histogram.percentile(50)),
      p99: delay(this.#histogram.percentile(99)),
      max: delay(this.#histogram.max),
    };
  }

  [Symbol.dispose](): void {
    this.#histogram.disable();
  }
}
