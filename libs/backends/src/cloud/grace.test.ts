import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withGrace } from './grace.ts';

const REASON = new Error('canceled');

/** Work that ends with its own signal, or as the test says. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = (cut: AbortSignal): Promise<string> => {
    cut.addEventListener('abort', () => reject(cut.reason as Error));
    return promise;
  };
  return { run, end: () => resolve('done') };
}

describe('work with a grace', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('may end as it likes for a while after its signal is aborted', async () => {
    const controller = new AbortController();
    const { run, end } = work();
    const done = withGrace(controller.signal, run);
    controller.abort(REASON);
    vi.advanceTimersByTime(2999);
    end();
    expect(await done).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is cut short then, with the reason of its signal', async () => {
    const controller = new AbortController();
    const done = withGrace(controller.signal, work().run);
    controller.abort(REASON);
    vi.advanceTimersByTime(3000);
    await expect(done).rejects.toBe(REASON);
  });

  it('is not begun once its signal is aborted', async () => {
    await expect(withGrace(AbortSignal.abort(REASON), work().run)).rejects.toBe(REASON);
  });
});
