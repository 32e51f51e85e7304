import { pause } from '@weaviate-export/waiting';

/** Places of the header: how many slots may be taken; answers since that last rose; second of its last fall; wake-ups. */
const [LIMIT, ANSWERS, FELL, WAKE] = [0, 1, 2, 3];
const HEADER_BYTES = 16;
const LEASE_BYTES = 8;

/** How long a thread that waits for a slot sleeps at the most, in milliseconds: a lease may end without a word. */
const NAP_MS = 50;
/** The limit falls once in this time, in seconds, however many requests fail together. */
const FALL_SECONDS = 1;

/** In TypeScript from es2024 on without it: https://tc39.es/proposal-atomics-wait-async/ */
const { waitAsync } = Atomics as unknown as {
  waitAsync: (array: Int32Array, index: number, value: number, ms: number) => { value: unknown };
};

/**
 * Which requests are under way, counted over all threads: in memory that they share, a slot for each that may be, with the
 * time at which it is free again even if its thread has died meanwhile. The limit falls by half where a server has too much to do,
 * and rises by one with each round of answers.
 */
export class RequestSlots {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #leases: BigInt64Array;

  /** @param memory a number of slots, or the memory of another thread's */
  constructor(memory: number | SharedArrayBuffer) {
    this.memory =
      typeof memory === 'number' ? new SharedArrayBuffer(HEADER_BYTES + memory * LEASE_BYTES) : memory;
    this.#header = new Int32Array(this.memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#leases = new BigInt64Array(this.memory, HEADER_BYTES);
    if (typeof memory === 'number') Atomics.store(this.#header, LIMIT, memory);
  }

  /** How many may be taken now. */
  get limit(): number {
    return Atomics.load(this.#header, LIMIT);
  }

  /**
   * Waits for a slot, which is free again when the result is disposed of.
   * @param leaseMs after which it is free in any case
   */
  async take(leaseMs: number, signal: AbortSignal): Promise<Disposable> {
    for (;;) {
      signal.throwIfAborted();
      const seen = Atomics.load(this.#header, WAKE);
      const slot = this.#tryTake(leaseMs);
      if (slot !== undefined) return slot;
      const woken = waitAsync(this.#header, WAKE, seen, NAP_MS);
      // A wait alone does not keep a process from ending.
      await Promise.race([woken.value, pause(NAP_MS, signal)]);
    }
  }

  /** To be told of each answer that came in time. */
  answered(): void {
    const { limit } = this;
    if (limit >= this.#leases.length || Atomics.add(this.#header, ANSWERS, 1) + 1 < limit) return;
    Atomics.store(this.#header, ANSWERS, 0);
    Atomics.compareExchange(this.#header, LIMIT, limit, limit + 1);
  }

  /** To be told where the server has too much to do. */
  faltered(): void {
    const now = Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000) & 0x7fffffff;
    const fell = Atomics.load(this.#header, FELL);
    if (now - fell < FALL_SECONDS || Atomics.compareExchange(this.#header, FELL, fell, now) !== fell) return;
    const { limit } = this;
    Atomics.store(this.#header, ANSWERS, 0);
    Atomics.compareExchange(this.#header, LIMIT, limit, Math.max(1, limit >> 1));
  }

  #tryTake(leaseMs: number): Disposable | undefined {
    const now = BigInt(Date.now());
    const end = now + BigInt(Math.ceil(leaseMs));
    const { limit } = this;
    for (let index = 0; index < limit; index++) {
      const held = Atomics.load(this.#leases, index);
      if (held > now || Atomics.compareExchange(this.#leases, index, held, end) !== held) continue;
      return { [Symbol.dispose]: () => this.#free(index, end) };
    }
    return undefined;
  }

  #free(index: number, end: bigint): void {
    Atomics.compareExchange(this.#leases, index, end, 0n);
    Atomics.add(this.#header, WAKE, 1);
    Atomics.notify(this.#header, WAKE, 1);
  }
}
