import { type BackendName, isExportError } from '@weaviate-export/entities-export';
import { type Backend } from '@weaviate-export/usecases-export';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, describe, it, vi } from 'vitest';
import { describeBackend, type BackendFixture } from '../conformance/index.ts';
import { elsewhere } from '../elsewhere.fixture.ts';
import { EnvironmentBackendProvider } from '../environment-backend-provider.ts';
import { BackendBelowPrefix } from './below-prefix.fixture.ts';

/** A bucket, or container, that exists; the same name at every backend that is configured. */
const BUCKET_VARIABLE = 'BACKEND_TEST_BUCKET';

/** `true` for a store that heeds no condition when an upload is completed, as Ceph's gateway. */
const UNCONDITIONAL_VARIABLE = 'BACKEND_TEST_PUBLISHES_UNCONDITIONALLY';

const BACKENDS = ['s3', 'gcs', 'azure'] as const;

/** Tests write up to 80 MB each, or some thousand small files, over whatever line there is. */
const TEST_MS = 600_000;

const prefix = `weaviate-export-test-${randomUUID()}/`;
const bucket = process.env[BUCKET_VARIABLE] ?? '';
const provider = new EnvironmentBackendProvider({ env: process.env, filesystemRoot: tmpdir() });
vi.setConfig({ testTimeout: TEST_MS, hookTimeout: TEST_MS });
afterAll(() => provider[Symbol.asyncDispose]());

/** The backend, or what to set to have it tested. */
async function configured(name: string): Promise<Backend | string> {
  try {
    const backend = await provider.backend(name);
    return bucket === '' ? `backend ${name} has no bucket: set ${BUCKET_VARIABLE}` : backend;
  } catch (error) {
    if (isExportError(error, 'BACKEND_NOT_CONFIGURED')) return error.message;
    throw error;
  }
}

/** Every test has a folder of its own below the prefix, which goes with it; the prefix goes with the last. */
function describeBucket(backend: Backend): void {
  let folders = 0;
  const opened = new Set<BackendBelowPrefix>();
  const openFixture = async (): Promise<BackendFixture> => {
    const below = new BackendBelowPrefix(backend, `${prefix}${++folders}/`);
    opened.add(below);
    return {
      backend: below,
      bucket,
      elsewhere: elsewhere(backend.name as BackendName, process.env),
      publishesUnconditionally: process.env[UNCONDITIONAL_VARIABLE] === 'true',
      [Symbol.asyncDispose]: async () => {
        await below.deleteAll(bucket);
        opened.delete(below);
      },
    };
  };
  // What a test has left that was cut short.
  afterAll(async () => {
    for (const below of opened) await below.deleteAll(bucket);
  });
  describeBackend(
    `${backend.name} at ${backend.describe({ bucket, key: prefix.slice(0, -1) })}`,
    openFixture,
  );
}

const found = await Promise.all(BACKENDS.map(configured));
const missing = found.filter((backend) => typeof backend === 'string');
// Reporters are silent about tests that are left out, and about names of those that pass.
console.warn([...missing.map((reason) => `Left out: ${reason}`), `Files go below ${prefix}`].join('\n'));
describe('real buckets', () => {
  for (const backend of found) {
    if (typeof backend === 'string') it.skip(backend);
    else describeBucket(backend);
  }
  // Whoever asks for these tests wants them on one bucket at least.
  if (missing.length === found.length)
    it('are named by the environment', () => {
      throw new Error([`set ${BUCKET_VARIABLE}, and the variables of a backend:`, ...missing].join('\n'));
    });
});
