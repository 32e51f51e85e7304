import { describe, expect, it } from 'vitest';
import { pause } from './pause.ts';

const DAY_MS = 86_400_000;
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('a pause', () => {
  it('takes as long as told', async () => {
    const since = performance.now();
    await pause(20);
    // Timers count in whole milliseconds.
    expect(performance.now() - since).toBeGreaterThanOrEqual(19);
  });

  it('ends with the reason of its signal, and leaves no timer', async () => {
    const reason = new Error('canceled');
    const before = timers();
    await expect(pause(DAY_MS, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const paused = pause(DAY_MS, controller.signal);
    controller.abort(reason);
    await expect(paused).rejects.toBe(reason);
    expect(timers()).toBe(before);
  });
});
