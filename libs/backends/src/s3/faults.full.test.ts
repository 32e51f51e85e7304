import { type Fault } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { describeFaults, NEVER, seededBytes } from '../conformance/index.ts';
import { S3_PARTS } from './parts.ts';
import { BUCKET, openFaultyS3, openS3Fixture, PART_BYTES, STEPS } from './s3.fixture.ts';

describeFaults('s3', {
  steps: STEPS,
  partBytes: PART_BYTES,
  concurrency: S3_PARTS.concurrency,
  alsoFails: [
    ['is broken', 'begin', 'broken', 'BACKEND_FAILED'],
    ['loses every answer', 'begin', 'answerLost', 'BACKEND_UNREACHABLE'],
    ['loses every answer', 'part', 'answerLost', 'BACKEND_UNREACHABLE'],
  ],
  open: openFaultyS3,
});

describe('a create', () => {
  it('is tried again when the store met others at it (409)', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    const fault: Fault = { kind: 'status', status: 409, code: 'ConditionalRequestConflict' };
    server.faults.inject({ operation: 'PutObject', fault, times: 2 });
    const at = { bucket: BUCKET, key: 'nightly/Article.parquet' };
    expect(await backend.create(at, seededBytes(1000, 2), NEVER)).toBe(true);
  });
});
