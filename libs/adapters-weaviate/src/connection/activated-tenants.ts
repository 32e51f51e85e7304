import { sendTenants, type TenantState } from './tenants.ts';
import type { WeaviateConnection } from './weaviate-connection.ts';

/** How long the server is asked to put tenants back, in milliseconds. */
const PUT_BACK_MS = 60_000;

/** Tenants that were COLD, and are HOT until this is disposed of. */
export class ActivatedTenants implements AsyncDisposable {
  readonly #connection: WeaviateConnection;
  readonly #names = new Map<string, string[]>();

  constructor(connection: WeaviateConnection) {
    this.#connection = connection;
  }

  /** @throws ExportError as `sendTenants`; those that were activated before are put back nevertheless */
  async activate(className: string, names: readonly string[], signal: AbortSignal): Promise<void> {
    this.#names.set(className, [...names]);
    await sendTenants(this.#connection, ['activate', 'PUT'], className, withStatus(names, 'HOT'), signal);
  }

  /** Every class is tried. */
  async [Symbol.asyncDispose](): Promise<void> {
    const signal = AbortSignal.timeout(PUT_BACK_MS);
    const done = await Promise.allSettled(
      [...this.#names].map(([className, names]) =>
        sendTenants(this.#connection, ['put back', 'PUT'], className, withStatus(names, 'COLD'), signal),
      ),
    );
    const failure = done.find((one) => one.status === 'rejected');
    if (failure !== undefined) throw failure.reason as Error;
  }
}

function withStatus(names: readonly string[], status: string): TenantState[] {
  return names.map((name) => ({ name, status }));
}
