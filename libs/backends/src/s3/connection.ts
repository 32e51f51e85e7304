import { S3Client } from '@aws-sdk/client-s3';
import { isUploadMethod, untold, type OnUploadRetry } from '../upload-retry.ts';
import { assumedRole } from './assumed-role.ts';
import { type S3Config } from './config.ts';
import { s3Error, type S3Call } from './errors.ts';

/** Attempts of one request, by the SDK's own means: exponential backoff, on what is worth it. */
const ATTEMPTS = 4;

/** How long a request may go without a byte moving, over all its attempts: then it has failed. */
const PATIENCE_MS = 120_000;

/** Longest wait for a connection to be there. */
const CONNECT_MS = 10_000;

export interface S3ConnectionOptions {
  /** Milliseconds without headway, over all attempts of a request, until BACKEND_TIMEOUT: default 120,000. */
  readonly patienceMs?: number;
  readonly onUploadRetry?: OnUploadRetry;
}

/** What the SDK takes beside a command. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** One client of the SDK, and its errors as the Backend port promises them. */
export class S3Connection implements Disposable {
  readonly #client: S3Client;
  readonly #host: string;
  readonly #patienceMs: number;

  constructor(
    config: S3Config,
    { patienceMs = PATIENCE_MS, onUploadRetry = untold }: S3ConnectionOptions = {},
  ) {
    const { endpoint, region, credentials, role } = config;
    const identity = role === undefined ? credentials : assumedRole({ role, region, credentials });
    const attemptMs = Math.ceil(patienceMs / ATTEMPTS);
    this.#patienceMs = patienceMs;
    this.#host =
      endpoint === undefined ? `s3.${region ?? 'us-east-1'}.amazonaws.com` : new URL(endpoint).host;
    this.#client = new S3Client({
      // Other stores seldom have a name in the DNS for each bucket.
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(region !== undefined && { region }),
      ...(identity !== undefined && { credentials: identity }),
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      // With Expect: 100-continue the SDK opens a connection a request, and waits where a store does not know it.
      expectContinueHeader: false,
      requestHandler: { connectionTimeout: Math.min(CONNECT_MS, attemptMs), socketTimeout: attemptMs },
    });
    tellOfRetries(this.#client, onUploadRetry);
  }

  /** True where requests carry checksums, which is the SDK's default and its users' to change. */
  async sendsChecksums(): Promise<boolean> {
    return (await this.#client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED';
  }

  /**
   * Runs requests that belong together.
   * @throws the signal's reason where it is aborted, else an ExportError
   */
  async attempt<T>(call: S3Call, work: (client: S3Client, options: SendOptions) => Promise<T>): Promise<T> {
    const { signal } = call;
    signal?.throwIfAborted();
    try {
      return await work(this.#client, signal === undefined ? {} : { abortSignal: signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Error(error, call, this.#host, this.#patienceMs / 1000);
    }
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}

/** The SDK puts the chain together anew for each command, and goes through the end of it for each attempt. */
function tellOfRetries(client: S3Client, onUploadRetry: OnUploadRetry): void {
  client.middlewareStack.add(
    (next) => {
      let attempts = 0;
      return (args) => {
        const { method } = args.request as { readonly method: string };
        if (attempts++ > 0 && isUploadMethod(method)) onUploadRetry();
        return next(args);
      };
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
}
