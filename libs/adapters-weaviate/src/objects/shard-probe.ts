import { fromInt64, type MessageInit, weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';
import { SearchPage } from './search-page.ts';

const { Search, Aggregate } = weaviateService;

/** Answers questions about the objects of a shard without reading them. */
export class ShardProbe {
  readonly #connection: WeaviateConnection;
  readonly #shard: { readonly collection: string; readonly tenant?: string };
  readonly #signal: AbortSignal | undefined;

  /** @param tenant of a multi-tenant class */
  constructor(
    connection: WeaviateConnection,
    collection: string,
    tenant: string | undefined,
    signal?: AbortSignal,
  ) {
    this.#connection = connection;
    this.#shard = { collection, ...(tenant !== undefined && { tenant }) };
    this.#signal = signal;
  }

  /** How many there are now. */
  async count(): Promise<number> {
    const message = Aggregate.requestSerialize({ ...this.#shard, objectsCount: true });
    const request = { action: this.#action('count'), path: Aggregate.path, message: () => message };
    const reply = weaviate.AggregateReply.decode(await this.#connection.call(request, this.#signal));
    const count = reply.singleResult?.objectsCount;
    return count == null ? 0 : Number(fromInt64(count));
  }

  /** The ids of the first objects behind one, in order; absent: of the first of all. */
  async idsAfter(after: string | undefined, limit: number): Promise<string[]> {
    const page = await this.#search({ properties: {}, metadata: { uuid: true } }, after, limit);
    return Array.from({ length: page.length }, (_, index) => page.id(index));
  }

  /** Objects behind one, as large as they come. */
  async #search(
    asked: Pick<MessageInit<'SearchRequest'>, 'properties' | 'metadata'>,
    after: string | undefined,
    limit: number,
  ): Promise<SearchPage> {
    const message = Search.requestSerialize({
      ...this.#shard,
      ...asked,
      ...(after !== undefined && { after }),
      limit,
      uses_123Api: true,
      uses_125Api: true,
      uses_127Api: true,
    });
    const request = { action: this.#action('read ids'), path: Search.path, message: () => message };
    return new SearchPage(await this.#connection.call(request, this.#signal));
  }

  #action(verb: string): string {
    const { collection, tenant } = this.#shard;
    const of = tenant === undefined ? '' : `, tenant ${JSON.stringify(tenant)}`;
    return `${verb} of class ${JSON.stringify(collection)}${of}`;
  }
}
