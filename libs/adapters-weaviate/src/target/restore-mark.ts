import { createHash } from 'node:crypto';
import { type ClassDefinition, ExportError } from '@weaviate-export/entities-export';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';

/** A digest of so many digits tells restores apart. */
const DIGEST_DIGITS = 32;

/** Tenants that slept, and were activated to be written to. */
export interface AsleepTenants {
  readonly class: string;
  readonly tenants: readonly { readonly name: string; readonly status: string }[];
}

/** What a mark tells of its restore. */
export interface MarkedRestore {
  /** Classes that it was about to make: whether it did is not known of those that are not among `made`. */
  readonly intended: readonly string[];
  readonly made: readonly string[];
  readonly asleep: readonly AsleepTenants[];
  readonly isCommitted: boolean;
}

/**
 * Tells, on the server itself, what a restore does, each before it is done: a class of its own, without objects, whose properties
 * say it by their names and descriptions. It goes when the end of the restore is on record. The made classes
 * bear no mark, since to change a class's description sorts its properties.
 */
export class RestoreMark {
  readonly #connection: WeaviateConnection;
  readonly #name: string;
  #told = 0;

  /** @param restore its name, which no other one has */
  constructor(connection: WeaviateConnection, restore: string) {
    this.#connection = connection;
    const digest = createHash('sha256').update(restore).digest('hex').slice(0, DIGEST_DIGITS);
    this.#name = `RestoreMark_${digest}`;
  }

  intends(className: string, signal: AbortSignal): Promise<void> {
    return this.#tell('intends', className, signal);
  }

  made(className: string, signal: AbortSignal): Promise<void> {
    return this.#tell('made', className, signal);
  }

  woke(asleep: AsleepTenants, signal: AbortSignal): Promise<void> {
    return this.#tell('woke', JSON.stringify(asleep), signal);
  }

  committed(signal: AbortSignal): Promise<void> {
    return this.#tell('committed', 'It is whole.', signal);
  }

  async #tell(what: string, description: string, signal: AbortSignal): Promise<void> {
    const property = { name: `${what}_${this.#told}`, dataType: ['text'], description };
    const isFirst = this.#told++ === 0;
    const { reason } = await this.#connection.send(
      {
        action: 'mark what a restore does',
        method: 'POST',
        path: isFirst ? '/v1/schema' : `/v1/schema/${this.#name}/properties`,
        body: isFirst
          ? {
              class: this.#name,
              description: 'Tells what weaviate-export is restoring; it goes when the restore is over.',
              // No shard is made for it.
              multiTenancyConfig: { enabled: true },
              vectorizer: 'none',
              properties: [property],
            }
          : property,
      },
      signal,
    );
    // One that is there already was made by a request whose answer was lost.
    if (reason === undefined || (await this.#properties(signal))?.some(({ name }) => name === property.name))
      return;
    throw new ExportError('WEAVIATE_FAILED', [this.#connection.endpoints.rest, 'make a mark', reason]);
  }

  /** What it tells; undefined where there is no mark. */
  async read(signal: AbortSignal): Promise<MarkedRestore | undefined> {
    const properties = await this.#properties(signal);
    if (properties === undefined) return undefined;
    const told = (what: string): string[] =>
      properties
        .filter(({ name }) => name.startsWith(`${what}_`))
        .flatMap(({ description }) => description ?? []);
    return {
      intended: told('intends'),
      made: told('made'),
      asleep: told('woke').map((text) => JSON.parse(text) as AsleepTenants),
      isCommitted: told('committed').length > 0,
    };
  }

  /** Something has been told. */
  get isMade(): boolean {
    return this.#told > 0;
  }

  remove(signal: AbortSignal): Promise<void> {
    return removeClass(this.#connection, this.#name, signal);
  }

  async #properties(
    signal: AbortSignal,
  ): Promise<readonly { readonly name: string; readonly description?: string }[] | undefined> {
    const text = await this.#connection.get('tell a mark', `/v1/schema/${this.#name}`, signal);
    if (text === undefined) return undefined;
    const { properties } = JSON.parse(text) as Pick<ClassDefinition, 'properties'>;
    return properties ?? [];
  }
}

/** Deletes a class, if it is there. */
export async function removeClass(
  connection: WeaviateConnection,
  name: ClassDefinition['class'],
  signal: AbortSignal,
): Promise<void> {
  const action = `delete class ${JSON.stringify(name)}`;
  const path = `/v1/schema/${encodeURIComponent(name)}`;
  const { reason } = await connection.send({ action, method: 'DELETE', path }, signal);
  if (reason !== undefined)
    throw new ExportError('WEAVIATE_FAILED', [connection.endpoints.rest, action, reason]);
}
