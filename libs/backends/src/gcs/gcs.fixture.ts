import { startGcsTestServer, type Fault, type Operation } from '@weaviate-export/gcs-test-server';
import { type CloudOptions } from '../cloud/options.ts';
import { type FaultFixture, type FaultKind, type FaultyStep } from '../conformance/index.ts';
import { GcsBackend } from './backend.ts';
import { GCS_PARTS } from './parts.ts';

export const BUCKET = 'weaviate-exports';

/** Requests by what they are for: the last chunk of an upload completes it. */
export const STEPS = {
  begin: 'StartResumable',
  part: 'UploadChunk',
  complete: 'UploadChunk',
  small: 'InsertObject',
  read: 'GetMedia',
  any: '*',
} as const satisfies Record<FaultyStep, Operation | '*'>;

/** Chunks before the last one of the files that are written here. */
export const CHUNKS_BEFORE = 2;

/** Small chunks, and short waits between attempts. */
export const QUICK = { partBytes: GCS_PARTS.minPartBytes, retryDelayMs: 50 };

export const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  busy: { kind: 'status', status: 503, reason: 'backendError' },
  broken: { kind: 'status', status: 500, reason: 'internalError', message: 'We failed.' },
  full: { kind: 'diskFull' },
  corrupt: {
    kind: 'status',
    status: 400,
    reason: 'invalid',
    message: 'Provided MD5 hash "a" doesn\'t match calculated MD5 hash "b".',
  },
  reset: { kind: 'reset' },
  answerLost: { kind: 'answerLost' },
  stall: { kind: 'stall' },
};

/** A backend and a server of its own with one bucket, that asks for no credentials. */
export async function openGcsFixture(options: CloudOptions = {}) {
  const server = await startGcsTestServer({ buckets: [BUCKET], anonymous: true });
  return {
    server,
    backend: new GcsBackend({ endpoint: server.endpoint, anonymous: true }, options),
    bucket: BUCKET,
    openUploads: () => server.openUploads().map(({ name, uploadId }) => `${name} (upload ${uploadId})`),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The same, whose server fails as it is told to. */
export async function openFaultyGcs(options: CloudOptions = {}): Promise<FaultFixture> {
  const fixture = await openGcsFixture({ ...QUICK, ...options });
  const { server } = fixture;
  const before = (step: FaultyStep): number => (step === 'complete' ? CHUNKS_BEFORE : 0);
  return {
    ...fixture,
    fail: (step, fault, { after = 0, times = 1 } = {}) =>
      server.faults.inject({
        operation: STEPS[step],
        fault: FAULTS[fault],
        after: after + before(step),
        times,
      }),
    requestsOf: (step) =>
      server.requests.filter(({ operation }) => operation === STEPS[step]).length - before(step),
  };
}
