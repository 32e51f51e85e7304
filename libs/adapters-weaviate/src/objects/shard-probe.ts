import { fromInt64, type MessageInit, weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { Fault } from '../connection/fault.ts';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';
import { SearchPage } from './search-page.ts';

const { Search, Aggregate } = weaviateService;

/** What GraphQL answers; it has no data where it has errors. */
interface GraphqlCount {
  readonly data?: {
    readonly Aggregate?: Readonly<
      Record<string, readonly { readonly meta: { readonly count: number } }[] | null>
    > | null;
  } | null;
}

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
    try {
      const reply = weaviate.AggregateReply.decode(await this.#connection.call(request, this.#signal));
      const count = reply.singleResult?.objectsCount;
      return count == null ? 0 : Number(fromInt64(count));
    } catch (error) {
      const { cause } = error as Error;
      // gRPC counts since 1.29.
      if (cause instanceof Fault && cause.message.startsWith('UNIMPLEMENTED')) return this.#countByGraphql();
      throw error;
    }
  }

  async #countByGraphql(): Promise<number> {
    const { collection, tenant } = this.#shard;
    const of = tenant === undefined ? '' : `(tenant: ${JSON.stringify(tenant)})`;
    const query = `{ Aggregate { ${collection}${of} { meta { count } } } }`;
    const action = this.#action('count');
    const request = { action, method: 'POST', path: '/v1/graphql', body: { query } } as const;
    const { text } = await this.#connection.send(request, this.#signal);
    const { data } = JSON.parse(text) as GraphqlCount;
    const count = data?.Aggregate?.[collection]?.[0]?.meta.count;
    // A class without a property is none to GraphQL.
    return count ?? 0;
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
