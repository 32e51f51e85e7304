import { setImmediate as otherWork } from 'node:timers/promises';

/**
 * How long a task may hold the main thread before it lets others in, in milliseconds: the collector of garbage may come in
 * any slice, and with it a turn of the event loop is to stay below 10.
 */
const SLICE_MS = 2;

/** Cuts long work on the main thread into time slices, so that HTTP is answered in between. */
export class TimeSlice {
  #since = performance.now();

  /** What to await before going on: nothing while the slice lasts. */
  pause = (): Promise<void> | undefined => {
    if (performance.now() - this.#since < SLICE_MS) return undefined;
    return otherWork().then(() => {
      this.#since = performance.now();
    });
  };
}
