import { pause } from './pause.ts';

/** How work is done again after it failed. */
export interface Backoff {
  /** Attempts in all, from 1 on. */
  readonly attempts: number;
  /** Longest wait after the first failure, in milliseconds; it doubles with each that follows. */
  readonly firstMs: number;
  /** Longest wait of all, in milliseconds; absent: it grows with the attempts. */
  readonly mostMs?: number;
  /** `equal`, the default: half of the longest wait and up to as much again; `full`: anything up to it. */
  readonly jitter?: 'equal' | 'full';
  /** Whether another attempt may end better; absent: always. */
  readonly isWorthIt?: (error: unknown) => boolean;
  /** Told of each failure that is followed by another attempt, once the wait for it is over. */
  readonly onRetry?: () => void;
  /** Ends the wait with its reason. An attempt that runs is not ended by it. */
  readonly signal?: AbortSignal;
  /** Waits so many milliseconds. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** A number from 0 to 1, as of Math.random. */
  readonly random?: () => number;
}

/**
 * Does work until it succeeds, with waits between the attempts that grow exponentially and vary, so that those who
 * failed together do not come back together.
 * @param work told the number of its attempt, from 1 on
 * @throws the error of the last attempt, or the signal's reason where that ended a wait
 */
export async function retried<T>(backoff: Backoff, work: (attempt: number) => Promise<T>): Promise<T> {
  const { attempts, isWorthIt = () => true, onRetry, signal, sleep = pause } = backoff;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts || signal?.aborted === true || !isWorthIt(error)) throw error;
    }
    await sleep(waitOf(attempt, backoff), signal);
    onRetry?.();
  }
}

/** Milliseconds to wait after so many failures. */
function waitOf(
  failures: number,
  { firstMs, mostMs = Infinity, jitter, random = Math.random }: Backoff,
): number {
  const longest = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  return jitter === 'full' ? longest * random() : (longest * (1 + random())) / 2;
}
