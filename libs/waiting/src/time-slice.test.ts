import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeSlice } from './time-slice.ts';

describe('TimeSlice', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('asks for nothing to be awaited while the slice of 2 ms lasts', () => {
    const slice = new TimeSlice();
    vi.advanceTimersByTime(1);
    expect(slice.pause()).toBeUndefined();
  });

  it('lets timers and sockets in once the slice is over, and begins a new one then', async () => {
    const slice = new TimeSlice();
    let others = 0;
    setImmediate(() => (others += 1));
    vi.advanceTimersByTime(2);
    const paused = slice.pause();
    expect(paused).toBeInstanceOf(Promise);
    expect(others).toBe(0);
    await paused;
    expect(others).toBe(1);
    expect(slice.pause()).toBeUndefined();
  });
});
