import { EXPORT_STATUSES, ExportError, isFinished } from '@weaviate-export/entities-export';
import { pause, retried } from '@weaviate-export/waiting';
import { authorizationOf, type Credentials } from './credentials.ts';
import { createClient, type Client } from './generated/client/index.ts';
import {
  exportsCancel,
  exportSchedulesCreate,
  exportSchedulesDelete,
  exportSchedulesGet,
  exportSchedulesList,
  exportSchedulesReplace,
  exportSchedulesRun,
  exportsCreate,
  exportsList,
  exportsRestore,
  exportsRestoreCancel,
  exportsRestoreStatus,
  exportsStatus,
  exportsVerify,
  exportsVerifyStatus,
} from './generated/sdk.gen.ts';
import type {
  ExportRequest,
  ExportSchedule,
  ExportScheduleRequest,
  ExportStatus,
  ExportsCancelData,
  ExportsListData,
  ExportsRestoreCancelData,
  ExportsRestoreStatusData,
  ExportsStatusData,
  ExportsVerifyStatusData,
  RestoreRequest,
  RestoreStatus,
  VerificationRequest,
  VerificationStatus,
} from './generated/types.gen.ts';
import { failed, isTransient, refused, RestError } from './rest-error.ts';

/** Where the API's paths begin at a server's address. */
const BASE_PATH = '/v1';
/** Longest time to an answer, in milliseconds: a cancel is answered within 10 s, an access check of a far bucket within 30. */
const TIMEOUT_MS = 60_000;
/** An export is asked for after a tenth of the time that was waited for it: short ones end soon, long ones make no load. */
const POLL_SHARE = 1 / 10;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5_000;
/** How long a server may be away while an export is waited for: for half a minute or so, as when it is restarted. */
const PATIENCE = { attempts: 8, firstMs: 500, mostMs: 10_000 };

export type BackendName = ExportsStatusData['path']['backend'];

export interface RestClientOptions extends Credentials {
  /** Address of the server, such as `https://export.example:8080`, without `/v1`. */
  readonly url: string;
  /** Longest time to an answer, in milliseconds; 60,000 unless given. */
  readonly timeoutMs?: number;
  /** Ends every call that has no signal of its own. */
  readonly signal?: AbortSignal | undefined;
}

export interface CallOptions {
  /** Ends the call with its reason; the client's own unless given. */
  readonly signal?: AbortSignal | undefined;
}

export interface FinishedOptions extends CallOptions {
  /** Told of every state that the export is found in, the last one included. */
  readonly onStatus?: (status: ExportStatus) => void;
  /** How often to ask in turn for a server that is away, with waits that grow from half a second to ten; 8 unless given. */
  readonly attempts?: number;
}

/** Sends one request by the generated code. */
type Send<T> = (common: { readonly client: Client; readonly signal: AbortSignal }) => Promise<T>;

/**
 * The export API of a server, ours or Weaviate's own (whose states have no `progress`), with the methods of the Scheduler.
 * A call that does not succeed throws a RestError; one whose signal aborts throws the signal's reason.
 *
 * @example
 * const client = new RestClient({ url: 'http://localhost:8080', apiKey: process.env['API_KEY'] });
 * await client.export('s3', { id: 'nightly', include: ['Article'] });
 * const { status, path } = await client.finished('s3', 'nightly');
 */
export class RestClient {
  readonly #address: string;
  readonly #client: Client;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;

  /** @throws ExportError FIELD_INVALID for an address or a credential that cannot be used; the credential is not in it */
  constructor(options: RestClientOptions) {
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#signal = options.signal;
    this.#address = addressOf(options.url);
    const authorization = authorizationOf(options);
    this.#client = createClient({
      baseUrl: this.#address + BASE_PATH,
      ...(authorization && { auth: authorization }),
      parseAs: 'json',
      // A POST that is redirected would go on as a GET, which lists exports.
      redirect: 'manual',
      throwOnError: true,
    });
    this.#client.interceptors.error.use((error, response, request) => {
      if (request === undefined) return error;
      const call = `${request.method} ${new URL(request.url).pathname}`;
      return error instanceof Error ? failed(call, error, response) : refused(call, response!, error);
    });
  }

  /** Starts an export; gives its first state, whose status is STARTED. */
  async export(backend: BackendName, body: ExportRequest, options?: CallOptions): Promise<ExportStatus> {
    return this.#state((common) => exportsCreate({ ...common, path: { backend }, body }), options);
  }

  /** How an export stands. */
  async status(
    backend: BackendName,
    id: string,
    query: ExportsStatusData['query'] = {},
    options?: CallOptions,
  ): Promise<ExportStatus> {
    return this.#state((common) => exportsStatus({ ...common, path: { backend, id }, query }), options);
  }

  /** A page of the exports that the caller may see, the last started first, without their shards. */
  async list(
    backend: BackendName,
    query: ExportsListData['query'] = {},
    options?: CallOptions,
  ): Promise<ExportStatus[]> {
    return this.#call((common) => exportsList({ ...common, path: { backend }, query }), options);
  }

  /** Starts the restore of an export; gives its first state, whose status is STARTED. */
  async restore(
    backend: BackendName,
    id: string,
    body: RestoreRequest = {},
    options?: CallOptions,
  ): Promise<RestoreStatus> {
    return this.#call((common) => exportsRestore({ ...common, path: { backend, id }, body }), options);
  }

  /** How the last restore of an export stands. */
  async restoreStatus(
    backend: BackendName,
    id: string,
    query: ExportsRestoreStatusData['query'] = {},
    options?: CallOptions,
  ): Promise<RestoreStatus> {
    return this.#call((common) => exportsRestoreStatus({ ...common, path: { backend, id }, query }), options);
  }

  /** Stops a restore; resolves once what it made is gone and its slot is free. */
  async cancelRestore(
    backend: BackendName,
    id: string,
    query: ExportsRestoreCancelData['query'] = {},
    options?: CallOptions,
  ): Promise<void> {
    await this.#call((common) => exportsRestoreCancel({ ...common, path: { backend, id }, query }), options);
  }

  /** Starts the verification of an export; gives its first state, whose status is STARTED. */
  async verify(
    backend: BackendName,
    id: string,
    body: VerificationRequest = {},
    options?: CallOptions,
  ): Promise<VerificationStatus> {
    return this.#call((common) => exportsVerify({ ...common, path: { backend, id }, body }), options);
  }

  /** How the last verification of an export stands. */
  async verification(
    backend: BackendName,
    id: string,
    query: ExportsVerifyStatusData['query'] = {},
    options?: CallOptions,
  ): Promise<VerificationStatus> {
    return this.#call((common) => exportsVerifyStatus({ ...common, path: { backend, id }, query }), options);
  }

  /** Stops an export; resolves once it is cleaned up and its slot is free. */
  async cancel(
    backend: BackendName,
    id: string,
    query: ExportsCancelData['query'] = {},
    options?: CallOptions,
  ): Promise<void> {
    await this.#call((common) => exportsCancel({ ...common, path: { backend, id }, query }), options);
  }

  /** The schedules of which the caller may export the classes, in order of name. */
  async schedules(options?: CallOptions): Promise<ExportSchedule[]> {
    return this.#call((common) => exportSchedulesList(common), options);
  }

  /** Makes a schedule. */
  async createSchedule(body: ExportScheduleRequest, options?: CallOptions): Promise<ExportSchedule> {
    return this.#call((common) => exportSchedulesCreate({ ...common, body }), options);
  }

  /** A schedule, when it runs next, and what happened last. */
  async schedule(name: string, options?: CallOptions): Promise<ExportSchedule> {
    return this.#call((common) => exportSchedulesGet({ ...common, path: { name } }), options);
  }

  /** Puts another definition in place of the one of this name. */
  async replaceSchedule(body: ExportScheduleRequest, options?: CallOptions): Promise<ExportSchedule> {
    const path = { name: body.name };
    return this.#call((common) => exportSchedulesReplace({ ...common, path, body }), options);
  }

  /** Removes a schedule; its exports stay. */
  async removeSchedule(name: string, options?: CallOptions): Promise<void> {
    await this.#call((common) => exportSchedulesDelete({ ...common, path: { name } }), options);
  }

  /** Makes a run of a schedule now; `lastRun` tells how it stands. */
  async runSchedule(name: string, options?: CallOptions): Promise<ExportSchedule> {
    return this.#call((common) => exportSchedulesRun({ ...common, path: { name } }), options);
  }

  /** Waits for an export to end, however it does; gives its last state. It runs on where the wait is aborted. */
  async finished(
    backend: BackendName,
    id: string,
    query: ExportsStatusData['query'] = {},
    { signal = this.#signal, onStatus, attempts = PATIENCE.attempts }: FinishedOptions = {},
  ): Promise<ExportStatus> {
    const backoff = { ...PATIENCE, attempts, isWorthIt: isTransient, ...(signal && { signal }) };
    const since = performance.now();
    for (;;) {
      const state = await retried(backoff, () => this.status(backend, id, query, { signal }));
      onStatus?.(state);
      if (isFinished(state.status)) return state;
      const share = (performance.now() - since) * POLL_SHARE;
      await pause(Math.min(Math.max(share, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS), signal);
    }
  }

  /**
   * Any other call of the server's API, by the same rules.
   * @param path below `/v1`, such as `/schema`
   * @param body sent as JSON
   */
  async call<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<T> {
    return (await this.#call(
      (common) =>
        common.client.request({
          ...common,
          method,
          url: path,
          body,
          headers: { 'Content-Type': 'application/json' },
          responseStyle: 'data',
          security: [{ name: 'Authorization', type: 'apiKey' }],
        }),
      options,
    )) as T;
  }

  /** Another service may have answered: its state would be waited for in vain. */
  async #state(send: Send<ExportStatus>, options?: CallOptions): Promise<ExportStatus> {
    const answer = await this.#call(send, options);
    if (EXPORT_STATUSES.includes(answer?.status)) return answer;
    throw new RestError(
      this.#address,
      'answered, but not with the state of an export: is an export API there?',
      {
        code: 'ANSWER_INVALID',
        httpStatus: 200,
      },
    );
  }

  /** Sends a request with a deadline; the caller's abort ends it with the caller's reason. */
  async #call<T>(send: Send<T>, { signal = this.#signal }: CallOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await send({
        client: this.#client,
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}

/** The address without slashes at its end. It is shown in an error where it can hold no credential alone. */
function addressOf(url: string): string {
  const { protocol, username, password, search, hash } = URL.parse(url) ?? {};
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (isWeb && !username && !password && !search && !hash) return url.replace(/\/+$/, '');
  const allowed = 'it must be an http: or https: address without credentials, query and fragment';
  throw new ExportError('FIELD_INVALID', ['url', /[@?#]/.test(url) ? '(not shown)' : url, allowed]);
}
