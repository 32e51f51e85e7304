import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { retried } from '@weaviate-export/waiting';
import { ATTEMPTS, isUploadMethod, PATIENCE_MS, type CloudOptions } from '../cloud/options.ts';
import { type GcsConfig } from './config.ts';
import { isWorthARetry } from './errors.ts';
import { sendRequest, type Auth, type GcsAnswer, type GcsRequest } from './request.ts';

/** Longest wait before the second attempt. */
const RETRY_DELAY_MS = 400;

/** A request of the JSON API, by its path or, for an upload session, by its URL. */
type Request = Omit<GcsRequest, 'url'> & { readonly at: string };

/**
 * What the SDK does well: it finds credentials and renews them, and its transport heeds the proxies that the environment
 * names. Requests are sent by that transport and not by the SDK's `File` and `Bucket`, whose calls take no signal and know
 * no deadline for headway; whose errors, which go to the log as causes, hold the token of the request (8.4); whose resumable
 * upload stays open when it breaks, and tries nothing again that stalls.
 */
export class GcsConnection {
  readonly endpoint: string;
  readonly #auth: Auth;
  readonly #attemptMs: number;
  readonly #retryDelayMs: number;
  readonly #onUploadRetry: (() => void) | undefined;

  constructor(
    { endpoint, projectId, anonymous }: GcsConfig,
    { patienceMs = PATIENCE_MS, onUploadRetry, retryDelayMs = RETRY_DELAY_MS }: CloudOptions,
  ) {
    const storage = new Storage({
      ...(endpoint !== undefined && { apiEndpoint: endpoint }),
      ...(projectId !== undefined && { projectId }),
      ...(anonymous && { authClient: new PassThroughClient() }),
    });
    this.endpoint = endpoint ?? storage.apiEndpoint;
    this.#auth = storage.authClient;
    this.#attemptMs = Math.ceil(patienceMs / ATTEMPTS);
    this.#retryDelayMs = retryDelayMs;
    this.#onUploadRetry = onUploadRetry;
  }

  /** Sends a request, and again where it failed in a way that is worth it. */
  send(request: Request, signal: AbortSignal): Promise<GcsAnswer> {
    return this.retried(isUploadMethod(request.method), signal, () => this.sendOnce(request, signal));
  }

  sendOnce({ at, ...request }: Request, signal: AbortSignal): Promise<GcsAnswer> {
    const url = new URL(at, this.endpoint).href;
    return sendRequest(this.#auth, { ...request, url }, this.#attemptMs, signal);
  }

  /** Does work of several requests, and all of it again where one failed in a way that is worth it. */
  retried<T>(isUpload: boolean, signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T> {
    const onRetry = this.#onUploadRetry;
    return retried(
      {
        attempts: ATTEMPTS,
        firstMs: this.#retryDelayMs,
        isWorthIt: isWorthARetry,
        signal,
        ...(isUpload && onRetry !== undefined && { onRetry }),
      },
      work,
    );
  }
}
