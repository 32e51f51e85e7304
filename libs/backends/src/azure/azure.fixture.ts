import { type ContainerClient } from '@azure/storage-blob';
import { randomUUID } from 'node:crypto';
import { type FaultFixture, type FaultKind, type FaultyStep } from '../conformance/index.ts';
import { elsewhere } from '../elsewhere.fixture.ts';
import { AzureBackend } from './backend.ts';
import { type AzureConfig } from './config.ts';
import { type CloudOptions } from '../cloud/options.ts';
import { ACCOUNT, ACCOUNT_KEY, type Azurite } from './azurite.fixture.ts';
import { isFile } from './blob-state.ts';
import { startFaultProxy, type Fault, type Operation } from './fault-proxy.fixture.ts';

/** Bytes of a block in tests of many blocks. */
export const BLOCK_BYTES = 64 * 1024;

/** Milliseconds between attempts in tests. */
const TEST_RETRY_DELAY_MS = 50;

/** Requests by what they are for. Blocks need no upload to be begun. */
export const STEPS = {
  begin: undefined,
  part: 'Put Block',
  complete: 'Put Block List',
  small: 'Put Blob',
  read: 'Get Blob',
  any: '*',
} as const satisfies Record<FaultyStep, Operation | '*' | undefined>;

export const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  busy: { kind: 'status', status: 503, code: 'ServerBusy' },
  broken: { kind: 'status', status: 500, code: 'InternalError' },
  full: { kind: 'status', status: 507, code: 'InsufficientStorage' },
  corrupt: { kind: 'status', status: 400, code: 'Md5Mismatch' },
  reset: { kind: 'reset' },
  answerLost: { kind: 'answerLost' },
  stall: { kind: 'stall' },
};

/** Attempts of one request: those of a commit fail, and the clean-up's own, which comes next, does not. */
const attemptsOf = (fault: FaultKind): number => (fault === 'full' ? 1 : 4);

export interface AzureFixtureOptions extends CloudOptions {
  readonly blockBytes?: number;
  readonly concurrency?: number;
}

/** The variables of such a configuration. */
export function environmentOf({ endpoint }: AzureConfig) {
  return {
    AZURE_STORAGE_CONNECTION_STRING: `AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};BlobEndpoint=${endpoint};`,
  };
}

/** A backend on a container of its own. */
export async function openAzureFixture(azurite: Azurite, options: AzureFixtureOptions = {}) {
  const bucket = `exports-${randomUUID()}`;
  const container = azurite.service.getContainerClient(bucket);
  await container.create();
  const backend = await AzureBackend.open(
    { ...azurite.config, ...options },
    { retryDelayMs: TEST_RETRY_DELAY_MS, ...options },
  );
  return {
    backend,
    bucket,
    elsewhere: elsewhere('azure', environmentOf(azurite.config)),
    container,
    openUploads: () => unfinishedOf(container),
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await container.delete();
    },
  };
}

/** The same behind a proxy that lets requests fail. */
export async function openFaultyFixture(azurite: Azurite, options: AzureFixtureOptions = {}) {
  const { origin } = new URL(azurite.config.endpoint);
  const proxy = await startFaultProxy(origin);
  const config = throughProxy(azurite.config, proxy.host);
  const fixture = await openAzureFixture({ ...azurite, config }, options);
  return {
    ...fixture,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await fixture[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** The same, in small blocks, as the promises of a store that fails need it. */
export async function openFaultyAzure(
  azurite: Azurite,
  options: AzureFixtureOptions = {},
): Promise<FaultFixture> {
  const fixture = await openFaultyFixture(azurite, { blockBytes: BLOCK_BYTES, ...options });
  const { proxy } = fixture;
  return {
    ...fixture,
    fail: (step, fault, { after = 0, times = 1 } = {}) =>
      proxy.inject({
        operation: STEPS[step] ?? '*',
        fault: FAULTS[fault],
        after,
        times: step === 'complete' ? Math.min(times, attemptsOf(fault)) : times,
      }),
    requestsOf: (step) => proxy.requests.filter(({ operation }) => operation === STEPS[step]).length,
  };
}

/** The same account at another host. Requests are signed for the account and the path, not for the host. */
export function throughProxy(config: AzureConfig, host: string): AzureConfig {
  const url = new URL(config.endpoint);
  url.host = host;
  return { ...config, endpoint: url.href };
}

/** Everything of a container that is no file: blobs of which there are blocks alone, and passing ones. */
async function unfinishedOf(container: ContainerClient): Promise<string[]> {
  const files = new Set<string>();
  for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true }))
    if (isFile(metadata)) files.add(name);
  const unfinished: string[] = [];
  for await (const { name } of container.listBlobsFlat({ includeUncommitedBlobs: true }))
    if (!files.has(name)) unfinished.push(`${name} (unfinished)`);
  return unfinished;
}
