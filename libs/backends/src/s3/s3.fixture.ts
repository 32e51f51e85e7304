import {
  startS3TestServer,
  type Fault,
  type Operation,
  type S3TestServer,
} from '@weaviate-export/s3-test-server';
import { type CloudOptions } from '../cloud/options.ts';
import { type FaultFixture, type FaultKind, type FaultyStep } from '../conformance/index.ts';
import { elsewhere } from '../elsewhere.fixture.ts';
import { S3Backend } from './backend.ts';
import { type S3Config } from './config.ts';
import { S3_PARTS } from './parts.ts';

export const BUCKET = 'weaviate-exports';

/** Requests by what they are for. */
export const STEPS = {
  begin: 'CreateMultipartUpload',
  part: 'UploadPart',
  complete: 'CompleteMultipartUpload',
  small: 'PutObject',
  read: 'GetObject',
  any: '*',
} as const satisfies Record<FaultyStep, Operation | '*'>;

/** Bytes of a part of a store that fails: the least that S3 takes. */
export const PART_BYTES = S3_PARTS.minPartBytes;

const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  busy: { kind: 'status', status: 503, code: 'SlowDown' },
  broken: { kind: 'status', status: 500, code: 'InternalError', message: 'We failed.' },
  full: { kind: 'diskFull' },
  corrupt: { kind: 'status', status: 400, code: 'BadDigest' },
  reset: { kind: 'reset' },
  answerLost: { kind: 'answerLost' },
  stall: { kind: 'stall' },
};

/** The variables of such a configuration. */
export function environmentOf({ endpoint, region, credentials }: S3Config) {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
  };
}

/** How to reach a test server. */
export function configOf({ endpoint, region, accessKeyId, secretAccessKey }: S3TestServer): S3Config {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** A backend and a server of its own with one bucket. */
export async function openS3Fixture(options: CloudOptions = {}) {
  const server = await startS3TestServer({ buckets: [BUCKET] });
  const backend = new S3Backend(configOf(server), options);
  return {
    server,
    backend,
    bucket: BUCKET,
    elsewhere: elsewhere('s3', environmentOf(configOf(server))),
    openUploads: () => server.openUploads().map(({ key, uploadId }) => `${key} (upload ${uploadId})`),
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await server.close();
    },
  };
}

/** The same, whose server fails as it is told to. */
export async function openFaultyS3(options: CloudOptions = {}): Promise<FaultFixture> {
  const fixture = await openS3Fixture({ partBytes: PART_BYTES, ...options });
  const { server } = fixture;
  return {
    ...fixture,
    fail: (step, fault, how) =>
      server.faults.inject({ operation: STEPS[step], fault: FAULTS[fault], ...how }),
    requestsOf: (step) => server.requests.filter(({ operation }) => operation === STEPS[step]).length,
  };
}
