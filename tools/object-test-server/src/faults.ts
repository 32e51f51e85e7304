/**
 * What goes wrong with a request that was found to be allowed.
 *
 * @template Refusal how the protocol names an error: the fields of a `status` fault
 */
export type Fault<Refusal> =
  /** Refused with this status and the protocol's error document; nothing is performed. */
  | ({ readonly kind: 'status' } & Refusal)
  /**
   * The socket is destroyed in the middle of the request's body, and nothing is performed, but for what the protocol
   * keeps of a body that was cut. Where the request has no body, the operation is performed and the answer's body cut
   * instead. `afterBytes`: default half the body; the cut comes with the first chunk that reaches it.
   */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** The request is taken in and never answered: until the client gives up or the server closes. Nothing is performed. */
  | { readonly kind: 'stall' }
  /** The protocol's refusal that is nearest to a full disk; nothing is performed. */
  | { readonly kind: 'diskFull' }
  /** The operation is performed, then the socket is destroyed without an answer. */
  | { readonly kind: 'answerLost' };

export interface FaultPlan<Operation, Refusal> {
  /** `*` is every operation. */
  readonly operation: Operation | '*';
  /** How many matching requests fail: default 1, `Infinity` for all. */
  readonly times?: number;
  /** How many matching requests pass first: default 0. */
  readonly after?: number;
  readonly fault: Fault<Refusal>;
}

/** The faults to come, in the order they were injected: each request meets the first that is due for it. */
export class Faults<Operation, Refusal> {
  #plans: {
    readonly operation: Operation | '*';
    readonly fault: Fault<Refusal>;
    after: number;
    times: number;
  }[] = [];

  inject({ operation, fault, after = 0, times = 1 }: FaultPlan<Operation, Refusal>): void {
    this.#plans.push({ operation, fault, after, times });
  }

  clear(): void {
    this.#plans = [];
  }

  /** The fault that a request meets, counted as met. */
  take(operation: Operation): Fault<Refusal> | undefined {
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
