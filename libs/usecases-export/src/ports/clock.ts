import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceIdentifier } from 'inversify';

export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
  /** Resolves after that many milliseconds; rejects with the signal's reason when it is aborted before. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const Clock = Symbol.for('@weaviate-export/Clock') as ServiceIdentifier<Clock>;

/** The default: the machine's clock. Its sleeps do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal, ref: false }),
};
