import { describe, expect, it, vi } from 'vitest';
import { RequestSlots } from './request-slots.ts';

const NEVER = new AbortController().signal;
const LONG_MS = 1_000_000;

describe('slots for requests', () => {
  it('are as many as were asked for, whoever shares them', async () => {
    const [one, other] = [new RequestSlots(2)].flatMap((slots) => [slots, new RequestSlots(slots.memory)]);
    const [first] = [await one!.take(LONG_MS, NEVER), await other!.take(LONG_MS, NEVER)];
    let taken = false;
    const third = other!.take(LONG_MS, NEVER).then((slot) => {
      taken = true;
      return slot;
    });
    await new Promise(setImmediate);
    expect(taken).toBe(false);
    first[Symbol.dispose]();
    (await third)[Symbol.dispose]();
  });

  it('are free again when their time is over, as those of a thread that died', async () => {
    const slots = new RequestSlots(1);
    await slots.take(1, NEVER);
    using _slot = await slots.take(LONG_MS, NEVER);
  });

  it('are not waited for once the signal has aborted', async () => {
    const slots = new RequestSlots(1);
    await slots.take(LONG_MS, NEVER);
    const end = new AbortController();
    const waiting = slots.take(LONG_MS, end.signal);
    end.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('are half as many where the server falters, once a second, and one more after each round of answers', () => {
    const slots = new RequestSlots(8);
    slots.faltered();
    slots.faltered();
    expect(slots.limit).toBe(4);
    for (let answers = 0; answers < 4; answers++) slots.answered();
    expect(slots.limit).toBe(5);
    for (let answers = 0; answers < 5 + 6 + 7 + 100; answers++) slots.answered();
    expect(slots.limit).toBe(8);
  });

  it('are one at the least', () => {
    const slots = new RequestSlots(2);
    const now = vi.spyOn(performance, 'now');
    for (let second = 1; second < 5; second++) {
      now.mockReturnValue(second * 10_000);
      slots.faltered();
    }
    now.mockRestore();
    expect(slots.limit).toBe(1);
  });
});
