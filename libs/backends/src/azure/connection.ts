import {
  AnonymousCredential,
  BlobServiceClient,
  newPipeline,
  StorageSharedKeyCredential,
  type RequestPolicyFactory,
} from '@azure/storage-blob';
import { Readable } from 'node:stream';
import { untold, type OnUploadRetry } from '../upload-retry.ts';
import { type AzureConfig, type AzureCredentials } from './config.ts';
import { azureError, type AzureCall } from './errors.ts';
import { idleAgent } from './idle-agent.ts';

/** Attempts of one request, by the SDK's own means: exponential backoff, on what is worth it. */
const ATTEMPTS = 4;

/** How long a request may go without a byte moving, over all its attempts: then it has failed. */
const PATIENCE_MS = 120_000;

/** Wait before the third attempt, and a third of the wait before the fourth; the second comes at once. */
const RETRY_DELAY_MS = 1000;

export interface AzureConnectionOptions {
  /** Milliseconds without headway, over all attempts of a request, until BACKEND_TIMEOUT: default 120,000. */
  readonly patienceMs?: number;
  /** Milliseconds that grow with the attempts of a request: default 1000. */
  readonly retryDelayMs?: number;
  readonly onUploadRetry?: OnUploadRetry;
}

/** What the SDK takes beside a request. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

type Credential = NonNullable<Parameters<typeof newPipeline>[0]>;

/** One client of the SDK, and its errors as the Backend port promises them. */
export class AzureConnection implements Disposable {
  /** URL of the blob service, for people: without a signature. */
  readonly endpoint: string;
  readonly #service: BlobServiceClient;
  readonly #agent: ReturnType<typeof idleAgent>;
  readonly #patienceMs: number;

  /** Loads `@azure/identity` where the configuration asks for its chain of credentials. */
  static async open(config: AzureConfig, options: AzureConnectionOptions = {}): Promise<AzureConnection> {
    return new AzureConnection(config, await credentialOf(config.credentials), options);
  }

  private constructor(config: AzureConfig, credential: Credential, options: AzureConnectionOptions) {
    const { endpoint, credentials } = config;
    const { patienceMs = PATIENCE_MS, retryDelayMs = RETRY_DELAY_MS, onUploadRetry = untold } = options;
    this.endpoint = endpoint;
    this.#patienceMs = patienceMs;
    this.#agent = idleAgent(endpoint.startsWith('https:'), Math.ceil(patienceMs / ATTEMPTS));
    // The SDK's backoff has no jitter: servers that started together shall not try again together.
    const jitter = 0.5 + Math.random();
    const pipeline = newPipeline(credential, {
      retryOptions: { maxTries: ATTEMPTS, retryDelayInMs: Math.ceil(retryDelayMs * jitter) },
    });
    pipeline.factories.push(sentBy(this.#agent));
    pipeline.factories.push(toldOfRetries(onUploadRetry));
    const query = credentials.kind === 'sas' ? `?${credentials.sas}` : '';
    this.#service = new BlobServiceClient(`${endpoint}${query}`, pipeline);
  }

  /**
   * Runs requests that belong together.
   * @throws the signal's reason where it is aborted, else an ExportError
   */
  async attempt<T>(
    call: AzureCall,
    work: (service: BlobServiceClient, options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const { signal } = call;
    signal?.throwIfAborted();
    try {
      return await work(this.#service, signal === undefined ? {} : { abortSignal: signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw azureError(error, call, new URL(this.endpoint).host, this.#patienceMs / 1000);
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

async function credentialOf(credentials: AzureCredentials): Promise<Credential> {
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
function toldOfRetries(onUploadRetry: OnUploadRetry): RequestPolicyFactory {
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
