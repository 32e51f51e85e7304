import {
  AnonymousCredential,
  BlobServiceClient,
  newPipeline,
  StorageSharedKeyCredential,
  type RequestPolicyFactory,
} from '@azure/storage-blob';
import { Readable } from 'node:stream';
import { ATTEMPTS, PATIENCE_MS, type CloudOptions } from '../cloud/options.ts';
import { type AzureConfig, type AzureCredentials } from './config.ts';
import { idleAgent } from './idle-agent.ts';

/** Wait before the third attempt, and a third of the wait before the fourth; the second comes at once. */
const RETRY_DELAY_MS = 1000;

/** One client of the SDK, which tries requests again by its own means. */
export interface AzureConnection {
  /** URL of the blob service, for people: without a signature. */
  readonly endpoint: string;
  readonly service: BlobServiceClient;
  /** Its connections. */
  readonly agent: ReturnType<typeof idleAgent>;
  readonly patienceMs: number;
}

/** Loads `@azure/identity` where the configuration asks for its chain of credentials. */
export async function connect(
  { endpoint, credentials }: AzureConfig,
  { patienceMs = PATIENCE_MS, retryDelayMs = RETRY_DELAY_MS, onUploadRetry }: CloudOptions,
): Promise<AzureConnection> {
  const agent = idleAgent(endpoint.startsWith('https:'), Math.ceil(patienceMs / ATTEMPTS));
  // The SDK's backoff has no jitter: servers that started together shall not try again together.
  const jitter = 0.5 + Math.random();
  const pipeline = newPipeline(await credentialOf(credentials), {
    retryOptions: { maxTries: ATTEMPTS, retryDelayInMs: Math.ceil(retryDelayMs * jitter) },
  });
  pipeline.factories.push(sentBy(agent));
  if (onUploadRetry !== undefined) pipeline.factories.push(toldOfRetries(onUploadRetry));
  const query = credentials.kind === 'sas' ? `?${credentials.sas}` : '';
  const service = new BlobServiceClient(`${endpoint}${query}`, pipeline);
  return { endpoint, service, agent, patienceMs };
}

async function credentialOf(credentials: AzureCredentials): Promise<Parameters<typeof newPipeline>[0]> {
  switch (credentials.kind) {
    case 'key':
      return new StorageSharedKeyCredential(credentials.account, credentials.key);
    case 'sas':
      return new AnonymousCredential();
    case 'default': {
      const { DefaultAzureCredential } = await import('@azure/identity');
      return new DefaultAzureCredential();
    }
  }
}

/** Hands requests to the agent, but those for which HTTPS_PROXY and the like have chosen another. */
function sentBy(agent: ReturnType<typeof idleAgent>): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest: (request) => {
        request.agent ??= agent;
        return next.sendRequest(request);
      },
    }),
  };
}

/** The SDK goes through its policies once for all attempts, but asks for a body given as a function at each of them. */
function toldOfRetries(onUploadRetry: () => void): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest: (request) => {
        const body: unknown = request.body;
        if (typeof body === 'string' || body instanceof Uint8Array) {
          let attempts = 0;
          request.body = () => {
            if (attempts++ > 0) onUploadRetry();
            return Readable.from([body], { objectMode: false });
          };
        }
        return next.sendRequest(request);
      },
    }),
  };
}
