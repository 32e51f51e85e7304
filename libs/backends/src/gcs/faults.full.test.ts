import { describeFaults } from '../conformance/index.ts';
import { openFaultyGcs, QUICK, STEPS } from './gcs.fixture.ts';
import { GCS_PARTS } from './parts.ts';

describeFaults('gcs', {
  steps: { ...STEPS, complete: 'the last UploadChunk' },
  partBytes: QUICK.partBytes,
  concurrency: GCS_PARTS.concurrency,
  losesUploads: true,
  alsoFails: [
    ['is full', 'begin', 'full', 'BACKEND_FULL'],
    ['is broken', 'begin', 'broken', 'BACKEND_FAILED'],
    ['resets', 'begin', 'reset', 'BACKEND_UNREACHABLE'],
  ],
  open: openFaultyGcs,
});
