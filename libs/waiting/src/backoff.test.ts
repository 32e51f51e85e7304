import { describe, expect, it } from 'vitest';
import { retried, type Backoff } from './backoff.ts';

/** Work that fails so many times, and the waits between. */
async function waitsOf(failures: number, backoff: Partial<Backoff>): Promise<number[]> {
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  await retried({ attempts: failures + 1, firstMs: 100, sleep, ...backoff }, async (attempt) => {
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
  });
  return waits;
}

describe('work with retries', () => {
  it('is done once where it succeeds', async () => {
    const attempts: number[] = [];
    const result = await retried({ attempts: 3, firstMs: 100 }, async (attempt) => attempts.push(attempt));
    expect(result).toBe(1);
    expect(attempts).toEqual([1]);
  });

  it('waits twice as long after each failure, up to the longest wait', async () => {
    expect(await waitsOf(4, { random: () => 1 })).toEqual([100, 200, 400, 800]);
    expect(await waitsOf(4, { random: () => 1, mostMs: 300 })).toEqual([100, 200, 300, 300]);
  });

  it('waits from half of that on with equal jitter, and from nothing with full jitter', async () => {
    expect(await waitsOf(2, { random: () => 0 })).toEqual([50, 100]);
    expect(await waitsOf(2, { random: () => 0.5 })).toEqual([75, 150]);
    expect(await waitsOf(2, { random: () => 0, jitter: 'full' })).toEqual([0, 0]);
    expect(await waitsOf(2, { random: () => 0.5, jitter: 'full' })).toEqual([50, 100]);
  });

  it('ends with the error of its last attempt', async () => {
    await expect(waitsOf(3, { attempts: 3 })).rejects.toThrow('attempt 3 failed');
  });

  it('is not done again where that is not worth it', async () => {
    const isWorthIt = (error: unknown): boolean => !(error as Error).message.startsWith('attempt 2');
    await expect(waitsOf(3, { isWorthIt })).rejects.toThrow('attempt 2 failed');
  });

  it('tells of each failure that another attempt follows', async () => {
    let told = 0;
    await expect(waitsOf(3, { attempts: 3, onRetry: () => void told++ })).rejects.toThrow();
    expect(told).toBe(2);
  });

  it('ends at once with the reason of a signal that ends its wait', async () => {
    const controller = new AbortController();
    const reason = new Error('canceled');
    const done = retried({ attempts: 2, firstMs: 3_600_000, signal: controller.signal }, async () => {
      setImmediate(() => controller.abort(reason));
      throw new Error('failed');
    });
    await expect(done).rejects.toBe(reason);
  });
});
