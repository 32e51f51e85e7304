import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { setTimeout as delay } from 'node:timers/promises';
import { isUploadMethod, untold, type OnUploadRetry } from '../upload-retry.ts';
import { type GcsConfig } from './config.ts';
import { gcsError, isWorthARetry, type GcsCall } from './errors.ts';
import { sendRequest, type Auth, type GcsAnswer, type GcsRequest } from './request.ts';

/** Attempts of one piece of work, with exponential backoff and jitter between them. */
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 400;

/** How long a request may go without a byte moving, over all its attempts: then it has failed. */
const PATIENCE_MS = 120_000;

export interface GcsConnectionOptions {
  /** Milliseconds without headway, over all attempts of a request, until BACKEND_TIMEOUT: default 120,000. */
  readonly patienceMs?: number;
  readonly onUploadRetry?: OnUploadRetry;
}

/** A request of the JSON API, by its path or, for an upload session, by its URL. */
export type Send = (request: Omit<GcsRequest, 'url'> & { readonly at: string }) => Promise<GcsAnswer>;

/**
 * The SDK's credentials and transport, and its errors as the Backend port promises them. Requests are sent by the SDK's
 * transport and not by its `File`: its calls take no signal and no deadline, a broken resumable upload of it stays
 * open, and its CRC32C is several times slower than the network.
 */
export class GcsConnection {
  readonly #auth: Auth;
  readonly #endpoint: string;
  readonly #patienceMs: number;
  readonly #onUploadRetry: OnUploadRetry;

  constructor(
    config: GcsConfig,
    { patienceMs = PATIENCE_MS, onUploadRetry = untold }: GcsConnectionOptions = {},
  ) {
    const { endpoint, projectId, anonymous } = config;
    const storage = new Storage({
      ...(endpoint !== undefined && { apiEndpoint: endpoint }),
      ...(projectId !== undefined && { projectId }),
      ...(anonymous && { authClient: new PassThroughClient() }),
    });
    this.#auth = storage.authClient;
    this.#endpoint = endpoint ?? storage.apiEndpoint;
    this.#patienceMs = patienceMs;
    this.#onUploadRetry = onUploadRetry;
  }

  /**
   * Runs requests that belong together, and all of them again where one failed in a way that is worth it.
   * @param work told the number of its attempt, from 1 on
   * @throws the signal's reason where it is aborted, else an ExportError
   */
  async attempt<T>(call: GcsCall, work: (send: Send, attempt: number) => Promise<T>): Promise<T> {
    const { signal } = call;
    let isUpload = false;
    const send: Send = ({ at, ...request }) => {
      isUpload ||= isUploadMethod(request.method);
      const url = new URL(at, this.#endpoint).href;
      return sendRequest(this.#auth, { ...request, url }, Math.ceil(this.#patienceMs / ATTEMPTS), signal);
    };
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await work(send, attempt);
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt === ATTEMPTS || !isWorthARetry(error))
          throw gcsError(error, call, new URL(this.#endpoint).host, this.#patienceMs / 1000);
      }
      const wait = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      // An abort ends the wait, and is seen above.
      await delay(wait, undefined, signal && { signal }).catch(() => {});
      if (isUpload && signal?.aborted !== true) this.#onUploadRetry();
    }
  }
}
