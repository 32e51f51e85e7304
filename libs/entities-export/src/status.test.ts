import { describe, expect, it } from 'vitest';
import { CLASS_STATUSES, EXPORT_STATUSES, isFinished, SHARD_STATUSES, type ExportState } from './status.ts';

describe('the states', () => {
  it('are those that Weaviate’s clients know', () => {
    expect(EXPORT_STATUSES).toEqual(['STARTED', 'TRANSFERRING', 'SUCCESS', 'FAILED', 'CANCELED']);
    expect(CLASS_STATUSES).toEqual([...EXPORT_STATUSES, 'SKIPPED']);
    expect(SHARD_STATUSES).toEqual(['TRANSFERRING', 'SUCCESS', 'FAILED', 'SKIPPED']);
  });

  it.each<[ExportState, boolean]>([
    ['STARTED', false],
    ['TRANSFERRING', false],
    ['SUCCESS', true],
    ['FAILED', true],
    ['CANCELED', true],
  ])('%s: nothing changes any more is %s', (state, finished) => {
    expect(isFinished(state)).toBe(finished);
  });
});
