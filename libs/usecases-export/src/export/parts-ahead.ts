import type { PartsInFlight } from './parts-in-flight.ts';
import type { KeyRange } from '@weaviate-export/entities-export';
import { unlessAborted } from '@weaviate-export/waiting';

/** A part that has been started. */
export interface StartedPart<Part, Result> {
  readonly part: Part;
  readonly result: Promise<Result>;
}

/**
 * Starts the parts of a file in their order, ahead of whoever takes them, as far as there is room: the first ones at
 * once, more with each that is taken. Gives the room of a part back when the next one is taken, and all that is left
 * when it is disposed of: a file has room for its last part until it is whole.
 */
export class PartsAhead<Part extends { readonly range: KeyRange }, Result> implements Disposable {
  /** Resolves once the last one has been started: the next file's may follow then. */
  readonly allStarted: Promise<void>;
  readonly #parts: readonly Part[];
  readonly #inFlight: PartsInFlight;
  readonly #start: (part: Part) => Promise<Result>;
  readonly #started: StartedPart<Part, Result>[] = [];
  /** Of the part taken last and of those started, in their order. */
  readonly #rooms: Disposable[] = [];
  readonly #setAllStarted: () => void;
  #next = 0;

  constructor(parts: readonly Part[], inFlight: PartsInFlight, start: (part: Part) => Promise<Result>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.allStarted = promise;
    this.#setAllStarted = resolve;
    this.#parts = parts;
    this.#inFlight = inFlight;
    this.#start = start;
    this.#fill();
  }

  /**
   * The next part, undefined behind the last.
   * @param signal ends waiting for room
   */
  async take(signal: AbortSignal): Promise<StartedPart<Part, Result> | undefined> {
    const isLast = this.#started.length === 0 && this.#next === this.#parts.length;
    if (isLast) return undefined;
    if (this.#rooms.length > this.#started.length) this.#rooms.shift()![Symbol.dispose]();
    this.#fill();
    while (this.#started.length === 0) {
      await unlessAborted(this.#inFlight.freed, signal);
      this.#fill();
    }
    return this.#started.shift();
  }

  [Symbol.dispose](): void {
    for (const room of this.#rooms.splice(0)) room[Symbol.dispose]();
  }

  #fill(): void {
    for (; this.#next < this.#parts.length; this.#next++) {
      const part = this.#parts[this.#next]!;
      const room = this.#inFlight.tryTake(part.range.bytes);
      if (room === undefined) return;
      const result = this.#start(part);
      // Awaited by whoever takes it; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      this.#rooms.push(room);
      this.#started.push({ part, result });
    }
    this.#setAllStarted();
  }
}
