import type { PartsInFlight } from './parts-in-flight.ts';
import { bytesBound, type KeyRange } from '@weaviate-export/entities-export';
import { unlessAborted } from '@weaviate-export/waiting';

/** A part that has been started. */
export interface StartedPart<Part, Result> {
  readonly part: Part;
  readonly result: Promise<Result>;
}

/** What is done with parts. */
export interface PartWork<Part, Result> {
  start(part: Part): Promise<Result>;
  /** The parts that are left of one, which come behind it and before the next. */
  restOf?(part: Part, result: Result): readonly Part[];
  /** Called with a result that nobody takes: its part is started again. */
  drop?(result: Result): void;
}

/** A part that has not been taken. */
interface Entry<Part, Result> {
  readonly part: Part;
  /** The one that it is a rest of. */
  readonly parent?: Entry<Part, Result>;
  work?: { readonly result: Promise<Result>; readonly room: Disposable } | undefined;
}

/**
 * Starts the parts of a file in their order, ahead of whoever takes them, as far as there is room: the first ones at
 * once, more with each that is taken. Gives the room of a part back when the next one is taken, and all that is left
 * when it is disposed of: a file has room for its last part until it is whole.
 *
 * A part may leave others, which come before those that are started already. Where these have all the room, the last of them
 * are dropped, to be started again in their turn.
 */
export class PartsAhead<Part extends { readonly range: KeyRange }, Result> implements Disposable {
  /** Resolves once the last one has been started: the next file's may follow then. */
  readonly allStarted: Promise<void>;
  readonly #inFlight: PartsInFlight;
  readonly #work: PartWork<Part, Result>;
  /** Those that have not been taken, in their order. */
  #left: Entry<Part, Result>[];
  /** How many of them are started. */
  #started = 0;
  /** Of the part taken last. */
  #taken: Disposable | undefined;
  /** Parts that were dropped and have their room still. */
  #dropping = 0;
  #isDisposed = false;
  readonly #setAllStarted: () => void;

  constructor(parts: readonly Part[], inFlight: PartsInFlight, work: PartWork<Part, Result>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.allStarted = promise;
    this.#setAllStarted = resolve;
    this.#left = parts.map((part) => ({ part }));
    this.#inFlight = inFlight;
    this.#work = work;
    this.#fill();
  }

  /**
   * The next part, undefined behind the last. The one before has its result by then, which tells what is left of it.
   * @param signal ends waiting for room
   */
  async take(signal: AbortSignal): Promise<StartedPart<Part, Result> | undefined> {
    if (this.#left.length === 0) return undefined;
    this.#taken?.[Symbol.dispose]();
    this.#taken = undefined;
    this.#fill();
    while (this.#left[0]!.work === undefined) {
      this.#yieldRoom(0);
      await unlessAborted(this.#inFlight.freed, signal);
      this.#fill();
    }
    const { part, work } = this.#left.shift()!;
    this.#started -= 1;
    this.#taken = work!.room;
    return { part, result: work!.result };
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#taken?.[Symbol.dispose]();
    this.#taken = undefined;
    for (const { work } of this.#left.splice(0)) work?.room[Symbol.dispose]();
  }

  #fill(): void {
    for (const entry of this.#left) {
      if (entry.work !== undefined) continue;
      const room = this.#inFlight.tryTake(bytesBound(entry.part.range));
      // One of those that wait has the room of the part that is written now, when that is given back.
      if (room === undefined) return this.#yieldRoom(1);
      this.#start(entry, room);
    }
    this.#setAllStarted();
  }

  #start(entry: Entry<Part, Result>, room: Disposable): void {
    const result = this.#work.start(entry.part).then((found) => {
      if (entry.work === work) this.#insert(entry, this.#work.restOf?.(entry.part, found) ?? []);
      return found;
    });
    const work = { result, room };
    // Awaited by whoever takes it; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    entry.work = work;
    this.#started += 1;
  }

  #insert(parent: Entry<Part, Result>, parts: readonly Part[]): void {
    if (parts.length === 0 || this.#isDisposed) return;
    this.#left.splice(this.#left.indexOf(parent) + 1, 0, ...parts.map((part) => ({ part, parent })));
    this.#fill();
  }

  /** Drops parts that are started until there is room for those before them, but for so many. */
  #yieldRoom(without: number): void {
    for (;;) {
      const last = this.#lastStarted();
      if (last === undefined || last.waiting - without <= this.#dropping) return;
      this.#drop(last.entry);
    }
  }

  /** The last part that is started, and how many before it wait. */
  #lastStarted(): { readonly entry: Entry<Part, Result>; readonly waiting: number } | undefined {
    let found: { readonly entry: Entry<Part, Result>; readonly waiting: number } | undefined;
    let [waiting, started] = [0, this.#started];
    for (const entry of this.#left) {
      if (started === 0) break;
      if (entry.work === undefined) waiting += 1;
      else {
        started -= 1;
        found = { entry, waiting };
      }
    }
    return found;
  }

  #drop(entry: Entry<Part, Result>): void {
    const { result, room } = entry.work!;
    entry.work = undefined;
    this.#started -= 1;
    // Those that are started have been dropped before it, and what it leaves is found again.
    this.#left = this.#left.filter(({ parent }) => parent !== entry);
    this.#dropping += 1;
    const dropped = result.then(
      (found) => this.#work.drop?.(found),
      () => undefined,
    );
    void dropped.then(() => {
      this.#dropping -= 1;
      room[Symbol.dispose]();
      this.#fill();
    });
  }
}
