import { type Operation } from './route.ts';

/** What goes wrong with a request that was found to be allowed. */
export type Fault =
  /** Refused with this status and Google's error document; nothing is performed. */
  | { readonly kind: 'status'; readonly status: number; readonly reason: string; readonly message?: string }
  /**
   * The socket is destroyed in the middle of the request's body, and nothing is performed; of an upload's chunk the
   * whole blocks of 256 KiB that arrived stay in the session, as on Cloud Storage. Where the request has no body, the
   * operation is performed and the answer's body cut instead. `afterBytes`: default half the body; the cut comes with
   * the first piece that reaches it.
   */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** The request is taken in and never answered: until the client gives up or the server closes. Nothing is performed. */
  | { readonly kind: 'stall' }
  /** 403 `quotaExceeded`, the nearest that Cloud Storage has to a full disk; nothing is performed. */
  | { readonly kind: 'diskFull' }
  /** The operation is performed, then the socket is destroyed without an answer. */
  | { readonly kind: 'answerLost' };

export interface FaultPlan {
  /** `*` is every operation. */
  readonly operation: Operation | '*';
  /** How many matching requests fail: default 1, `Infinity` for all. */
  readonly times?: number;
  /** How many matching requests pass first: default 0. */
  readonly after?: number;
  readonly fault: Fault;
}

/** The faults to come, in the order they were injected: each request meets the first that is due for it. */
export class Faults {
  #plans: { readonly operation: Operation | '*'; readonly fault: Fault; after: number; times: number }[] = [];

  inject({ operation, fault, after = 0, times = 1 }: FaultPlan): void {
    this.#plans.push({ operation, fault, after, times });
  }

  clear(): void {
    this.#plans = [];
  }

  /** The fault that a request meets, counted as met. */
  take(operation: Operation): Fault | undefined {
    for (const plan of this.#plans) {
      if (plan.operation !== '*' && plan.operation !== operation) continue;
      if (plan.after > 0) {
        plan.after--;
      } else if (plan.times > 0) {
        plan.times--;
        return plan.fault;
      }
    }
    return undefined;
  }
}
