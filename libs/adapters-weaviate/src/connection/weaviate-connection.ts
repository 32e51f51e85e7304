import { type ConsistencyLevel, ExportError } from '@weaviate-export/entities-export';
import { retried } from '@weaviate-export/waiting';
import { healthService, type MetaReply } from '@weaviate-export/weaviate-protocol';
import { Fault, type FaultKind, networkFault, restFault } from './fault.ts';
import { GrpcChannel } from './grpc-channel.ts';
import { RequestSlots } from './request-slots.ts';
import { type Timing, TIMING } from './timing.ts';
import { type WeaviateEndpoints, weaviateEndpoints } from './weaviate-endpoints.ts';
import { MAX_IN_FLIGHT, type WeaviateOptions } from './weaviate-options.ts';

/** Cursors of gRPC, vectors by bytes, and counts are there from here on. */
const OLDEST_VERSION = '1.25';
const OLDEST = { major: 1, minor: 25 };

/** A slot outlives its request by so much, in milliseconds, so that none is taken twice. */
const LEASE_MARGIN_MS = 5_000;

const PASSING: readonly FaultKind[] = ['gone', 'busy', 'late', 'doubtful'];

export interface GrpcRequest {
  /** What is done, as an error tells it: `read class "Article"`. */
  readonly action: string;
  readonly path: string;
  /** Made anew for each attempt. */
  readonly message: () => Buffer;
  /** Told where an answer took too long, before it is asked for again. */
  readonly onLate?: () => void;
  /** How long the server is waited for, in milliseconds; absent: as long as within an export. */
  readonly patienceMs?: number;
  /** By which of the connection's channels, from 0 on, each of which is made when it is first used. */
  readonly channel?: number;
}

/** A request of the REST API other than a GET. */
export interface RestRequest {
  /** What is done, as an error tells it: `create class "Article"`. */
  readonly action: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** As that of GrpcRequest; 0: it is sent once. */
  readonly patienceMs?: number;
}

export interface RestAnswer {
  /** In the server's words, why it will not (422); absent where it has done what it was asked to. */
  readonly reason?: string;
  readonly text: string;
}

/** What the REST API answers where it has done what it was asked to, and where it will not. */
const [DONE, REFUSED] = [200, 422];

interface PatientRequest {
  readonly action: string;
  readonly address: string;
  readonly onLate?: () => void;
  readonly patienceMs?: number | undefined;
}

/** The one way of a thread to a Weaviate: with its credentials, within the limit of requests, and patient. */
export class WeaviateConnection implements Disposable {
  readonly endpoints: WeaviateEndpoints;
  /** What other threads make theirs of, so that all keep to one limit. */
  readonly slots: RequestSlots;
  readonly consistencyLevel: ConsistencyLevel | undefined;
  readonly #token: string | undefined;
  readonly timing: Timing;
  readonly #channels: GrpcChannel[] = [];
  readonly #end = new AbortController();

  /**
   * @param slots of another thread's connection
   * @throws ExportError CONFIGURATION_INVALID
   */
  constructor(options: WeaviateOptions, slots?: SharedArrayBuffer) {
    const { url, grpcUrl, token, maxInFlight = MAX_IN_FLIGHT, timing } = options;
    this.endpoints = weaviateEndpoints(url, grpcUrl);
    this.slots = new RequestSlots(slots ?? maxInFlight);
    this.#token = token;
    this.consistencyLevel = options.consistencyLevel;
    this.timing = { ...TIMING, ...timing };
  }

  /**
   * The server's version, which must be one that this library can read. Its REST API and gRPC must answer, and are not
   * waited for as long as later on.
   * @throws ExportError WEAVIATE_…, or the signal's reason
   */
  async check(signal?: AbortSignal): Promise<string> {
    const patienceMs = this.timing.firstPatienceMs;
    const { version } = JSON.parse(
      (await this.get('tell its version', '/v1/meta', signal, patienceMs))!,
    ) as MetaReply;
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
    const isOld = Number(major) === OLDEST.major && Number(minor) < OLDEST.minor;
    if (major === undefined || Number(major) < OLDEST.major || isOld)
      throw new ExportError('WEAVIATE_TOO_OLD', [this.endpoints.rest, String(version), OLDEST_VERSION]);
    const { path, requestSerialize } = healthService.Check;
    const message = (): Buffer => requestSerialize({});
    await this.call({ action: 'tell its health', path, message, patienceMs }, signal);
    return version;
  }

  /**
   * What a path of the REST API answers; undefined where it is not found.
   * @param action what is done, as an error tells it
   * @throws ExportError WEAVIATE_…, or the signal's reason
   */
  get(action: string, path: string, signal?: AbortSignal, patienceMs?: number): Promise<string | undefined> {
    const request = { action, address: this.endpoints.rest, patienceMs };
    return this.#patiently(request, signal, async (requestMs, ended) => {
      const answer = await this.#fetch('GET', path, undefined, requestMs, ended);
      if (answer.status === 404) return undefined;
      if (answer.status !== DONE) throw restFault(answer.status, answer.text);
      return answer.text;
    });
  }

  /**
   * Sends a request that may come again: where an answer was lost, what it asked for may have been done before.
   * @throws ExportError WEAVIATE_…, or the signal's reason
   */
  send({ action, method, path, body, patienceMs }: RestRequest, signal?: AbortSignal): Promise<RestAnswer> {
    const request = { action, address: this.endpoints.rest, patienceMs };
    const json = body === undefined ? undefined : JSON.stringify(body);
    return this.#patiently(request, signal, async (requestMs, ended) => {
      const { status, text } = await this.#fetch(method, path, json, requestMs, ended);
      if (status === DONE) return { text };
      const fault = restFault(status, text);
      if (status === REFUSED) return { reason: fault.message, text };
      throw fault;
    });
  }

  /** @throws ExportError WEAVIATE_…, the signal's reason, or a Fault of kind `large` */
  call({ path, message, channel = 0, ...request }: GrpcRequest, signal?: AbortSignal): Promise<Buffer> {
    const attempt = (requestMs: number, ended: AbortSignal) => {
      const grpc = (this.#channels[channel] ??= new GrpcChannel(this.endpoints.grpc, this.#token));
      return grpc.call(path, message(), requestMs, ended);
    };
    return this.#patiently({ ...request, address: this.endpoints.grpc.address }, signal, attempt);
  }

  /** Aborts when the connection is closed. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Ends what is under way. */
  [Symbol.dispose](): void {
    this.#end.abort(new Error('the connection to Weaviate was closed'));
    for (const channel of this.#channels) channel?.[Symbol.dispose]();
  }

  async #fetch(
    method: string,
    path: string,
    json: string | undefined,
    requestMs: number,
    ended: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(requestMs)]);
    try {
      const response = await fetch(this.endpoints.rest + path, {
        method,
        ...(json !== undefined && { body: json }),
        headers: {
          accept: 'application/json',
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        },
        // A key is for this server alone.
        redirect: 'error',
        signal,
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      ended.throwIfAborted();
      throw networkFault(error);
    }
  }

  async #patiently<T>(
    { action, address, onLate, ...request }: PatientRequest,
    signal: AbortSignal | undefined,
    attempt: (requestMs: number, ended: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { requestMs, slowMs, doubtMs, firstWaitMs, mostWaitMs } = this.timing;
    const patienceMs = request.patienceMs ?? this.timing.patienceMs;
    const ended = signal === undefined ? this.#end.signal : AbortSignal.any([signal, this.#end.signal]);
    const begin = performance.now();
    const once = async (): Promise<T> => {
      using _slot = await this.slots.take(requestMs + LEASE_MARGIN_MS, ended);
      const asked = performance.now();
      const answer = await attempt(requestMs, ended);
      if (performance.now() - asked > slowMs) this.slots.faltered();
      else this.slots.answered();
      return answer;
    };
    const isWorthIt = (error: unknown): boolean => {
      if (!(error instanceof Fault) || !PASSING.includes(error.kind)) return false;
      if (error.kind === 'busy' || error.kind === 'late') this.slots.faltered();
      if (error.kind === 'late') onLate?.();
      return (
        performance.now() - begin < (error.kind === 'doubtful' ? Math.min(doubtMs, patienceMs) : patienceMs)
      );
    };
    try {
      return await retried(
        { attempts: Infinity, firstMs: firstWaitMs, mostMs: mostWaitMs, isWorthIt, signal: ended },
        once,
      );
    } catch (error) {
      if (!(error instanceof Fault) || error.kind === 'large') throw error;
      throw this.#errorOf(error, action, address, performance.now() - begin);
    }
  }

  #errorOf(fault: Fault, action: string, address: string, tookMs: number): ExportError {
    const options = { cause: fault };
    switch (fault.kind) {
      case 'gone':
        return new ExportError('WEAVIATE_UNREACHABLE', [address, fault.message], options);
      case 'busy':
        return new ExportError('WEAVIATE_OVERLOADED', [address, Math.round(tookMs / 1000)], options);
      case 'untrusted':
        return new ExportError('WEAVIATE_UNTRUSTED', [address, fault.message], options);
      case 'credentials':
        return new ExportError('WEAVIATE_CREDENTIALS', [address], options);
      case 'forbidden':
        return new ExportError('WEAVIATE_FORBIDDEN', [address, action], options);
      default:
        return new ExportError('WEAVIATE_FAILED', [address, action, fault.message], options);
    }
  }
}
