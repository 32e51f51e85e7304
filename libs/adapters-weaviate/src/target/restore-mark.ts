import { createHash } from 'node:crypto';
import { type ClassDefinition, ExportError } from '@weaviate-export/entities-export';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';

/** A digest of so many digits tells restores apart. */
const DIGEST_DIGITS = 32;

/**
 * Tells, on the server itself, which classes a restore has made: a class of its own, without objects, in which each of them
 * is a property, whose description is its name. It goes with the restore's end: with it the restore is committed. The made classes
 * bear no mark, since to change a class's description sorts its properties.
 */
export class RestoreMark {
  readonly #connection: WeaviateConnection;
  readonly #name: string;
  #marked = 0;

  /** @param restore its name, which no other one has */
  constructor(connection: WeaviateConnection, restore: string) {
    this.#connection = connection;
    const digest = createHash('sha256').update(restore).digest('hex').slice(0, DIGEST_DIGITS);
    this.#name = `RestoreMark_${digest}`;
  }

  async add(className: string, signal: AbortSignal): Promise<void> {
    const property = { name: `made_${this.#marked}`, dataType: ['text'], description: className };
    const isFirst = this.#marked++ === 0;
    const { reason } = await this.#connection.send(
      {
        action: `mark class ${JSON.stringify(className)} as being restored`,
        method: 'POST',
        path: isFirst ? '/v1/schema' : `/v1/schema/${this.#name}/properties`,
        body: isFirst
          ? {
              class: this.#name,
              description:
                'Lists the classes that weaviate-export is restoring; it goes when they are whole.',
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
    if (reason !== undefined && !(await this.read(signal))?.includes(className))
      throw new ExportError('WEAVIATE_FAILED', [this.#connection.endpoints.rest, 'make a mark', reason]);
  }

  /** The classes that are marked; undefined where there is no mark. */
  async read(signal: AbortSignal): Promise<string[] | undefined> {
    const text = await this.#connection.get('tell a mark', `/v1/schema/${this.#name}`, signal);
    if (text === undefined) return undefined;
    const { properties } = JSON.parse(text) as { properties?: { description?: string }[] | null };
    return (properties ?? []).flatMap(({ description }) => description ?? []);
  }

  remove(signal: AbortSignal): Promise<void> {
    return removeClass(this.#connection, this.#name, signal);
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
