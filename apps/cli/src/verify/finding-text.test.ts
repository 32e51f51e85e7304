import type { VerificationStatus } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { findingText, verdictText } from './finding-text.ts';

describe('a finding is a line that tells where, what, and what was expected', () => {
  it.each([
    [{ file: 'manifest.json', problem: 'holds no JSON' }, 'manifest.json: holds no JSON'],
    [
      { file: 'A.parquet', class: 'A', rowGroup: 3, column: 'id', row: 17, problem: 'ids must rise' },
      'A.parquet, row group 3, column id, row 17: ids must rise',
    ],
    [
      { file: 'A.parquet', problem: 'has another size', expected: '3 bytes', found: '4 bytes' },
      'A.parquet: has another size (expected 3 bytes, found 4 bytes)',
    ],
    [
      { class: 'A', tenant: 't', objectId: 'x', problem: 'differs', found: 'another' },
      'class A, tenant t, object x: differs (found another)',
    ],
    [{ problem: 'no whole export lies there' }, 'no whole export lies there'],
  ])('%j', (finding, line) => {
    expect(findingText(finding)).toBe(line);
  });
});

const STATUS: VerificationStatus = {
  ...{
    id: 'e',
    backend: 'filesystem',
    path: '/out/e',
    status: 'SUCCESS',
    startedAt: '2026-12-01T00:00:00.000Z',
  },
  ...{ tookInMs: 1_000, classes: ['A'], findings: [], findingsTotal: 0 },
  progress: {
    A: {
      filesChecked: 1,
      filesTotal: 1,
      objectsChecked: 5,
      objectsTotal: 5,
      bytesChecked: 1_500,
      bytesTotal: 1_500,
    },
  },
};

describe('how a verification ended is said', () => {
  it('of one that found nothing', () => {
    expect(verdictText(STATUS)).toEqual(['the export is whole: 1 files, 5 objects, 1.5 kB read in 1.0 s']);
  });

  it('of one that compared and found more than is told', () => {
    const comparison = { same: 3, missing: 1, extra: 0, different: 1, changedSince: 1 };
    const lines = verdictText({
      ...STATUS,
      ...{ status: 'FAILED', against: 'source', classesNotExported: ['B'] },
      progress: { A: { ...STATUS.progress['A']!, comparison } },
      ...{ findings: [{ problem: 'one' }], findingsTotal: 2 },
    });
    expect(lines.slice(0, 4)).toEqual([
      'one',
      'and 1 findings more',
      'in the source, and not in this export: B',
      'A: 3 objects are the same, 1 missing, 0 extra, 1 different; 1 of them written since the export began',
    ]);
    expect(lines.at(-1)).toContain('the export is NOT as it should be: 2 findings');
  });

  it('of one that was not read to its end', () => {
    expect(verdictText({ ...STATUS, status: 'FAILED', error: 's3 is gone' })).toContain(
      'not read to its end: s3 is gone',
    );
  });
});
