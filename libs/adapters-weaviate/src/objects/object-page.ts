import type { ExportObject } from '@weaviate-export/entities-export';
import { weaviateService } from '@weaviate-export/weaviate-protocol';
import { Fault } from '../connection/fault.ts';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';
import type { ClassPlan } from './class-plan.ts';
import { type IntegerText } from './integer-text.ts';
import { readRestObjects } from './rest-object.ts';
import { ResultReader, SearchPage } from './search-page.ts';

/** Objects of a shard in order of id, as one answer of the server brought them, until it is disposed of. */
export interface ObjectPage extends Disposable {
  readonly length: number;
  /** Of the answer. */
  readonly bytes: number;
  id(index: number): string;
  /**
   * The object of an index, its arrays valid until the next one is asked for; undefined where it had to be read once more and is
   * not there any longer.
   */
  object(index: number): ExportObject | Promise<ExportObject | undefined>;
}

export interface PageRequest {
  /** The id behind which it begins; absent: at the first object. */
  readonly after: string | undefined;
  /** Objects at the most; asked anew for each attempt. */
  readonly limit: () => number;
  readonly onLate: () => void;
  readonly signal?: AbortSignal | undefined;
}

const SEARCH = weaviateService.Search;

/** Reads pages of objects of one shard, by gRPC or, where that does not tell all of them, by REST. */
export class ShardPages {
  readonly #connection: WeaviateConnection;
  readonly #plan: ClassPlan;
  readonly #tenant: string | undefined;
  readonly #integers: IntegerText;
  readonly #results: ResultReader;

  readonly #cursor: number;

  /**
   * @param tenant of a multi-tenant class
   * @param cursor whose channel is used, by its number from 0
   */
  constructor(
    connection: WeaviateConnection,
    plan: ClassPlan,
    tenant: string | undefined,
    integers: IntegerText,
    cursor = 0,
  ) {
    this.#connection = connection;
    this.#plan = plan;
    this.#tenant = tenant;
    this.#integers = integers;
    this.#cursor = cursor;
    this.#results = new ResultReader(plan.properties, integers);
  }

  /** @throws ExportError WEAVIATE_…, or a Fault of kind `large` where fewer objects may be had */
  async read(request: PageRequest): Promise<ObjectPage> {
    if (this.#plan.isReadByRest) return this.#readByRest(request);
    try {
      const reply = await this.#search(request);
      return new GrpcPage(new SearchPage(reply), this.#results, this.#integers, (id) => this.#reread(id));
    } catch (error) {
      // One object that no message may hold: REST knows no such limit.
      if (error instanceof Fault && error.kind === 'large' && request.limit() === 1)
        return this.#readByRest(request);
      throw error;
    }
  }

  #search({ after, limit, onLate, signal }: PageRequest): Promise<Buffer> {
    const { class: collection, request } = this.#plan;
    const call = {
      action: `read ${this.#where}`,
      path: SEARCH.path,
      message: () =>
        SEARCH.requestSerialize({
          ...request,
          collection,
          ...(this.#tenant !== undefined && { tenant: this.#tenant }),
          ...(after !== undefined && { after }),
          limit: limit(),
          uses_123Api: true,
          uses_125Api: true,
          uses_127Api: true,
        }),
      onLate,
      channel: this.#cursor,
    };
    return this.#connection.call(call, signal);
  }

  async #readByRest({ after, limit, signal }: PageRequest): Promise<ObjectPage> {
    const query = this.#query({
      class: this.#plan.class,
      limit: String(limit()),
      ...(after !== undefined && { after }),
    });
    const text = await this.#connection.get(`read ${this.#where}`, `/v1/objects?${query}`, signal);
    return new RestPage(
      text === undefined ? [] : readRestObjects(text, this.#plan.references),
      text?.length ?? 0,
    );
  }

  /** An object that gRPC does not tell, whole, so that all of it is of one version. */
  async #reread(id: string): Promise<ExportObject | undefined> {
    const path = `/v1/objects/${encodeURIComponent(this.#plan.class)}/${id}?${this.#query({})}`;
    const text = await this.#connection.get(`read object ${id} of ${this.#where}`, path);
    if (text === undefined) return undefined;
    this.#integers.learn(text);
    return readRestObjects(text, this.#plan.references)[0];
  }

  #query(parameters: Record<string, string>): string {
    return new URLSearchParams({
      ...parameters,
      ...(this.#tenant !== undefined && { tenant: this.#tenant }),
      include: 'vector',
    }).toString();
  }

  get #where(): string {
    const tenant = this.#tenant === undefined ? '' : `, tenant ${JSON.stringify(this.#tenant)}`;
    return `class ${JSON.stringify(this.#plan.class)}${tenant}`;
  }
}

class GrpcPage implements ObjectPage {
  readonly #page: SearchPage;
  readonly #results: ResultReader;
  readonly #integers: IntegerText;
  readonly #reread: (id: string) => Promise<ExportObject | undefined>;

  constructor(
    page: SearchPage,
    results: ResultReader,
    integers: IntegerText,
    reread: (id: string) => Promise<ExportObject | undefined>,
  ) {
    this.#page = page;
    this.#results = results;
    this.#integers = integers;
    this.#reread = reread;
  }

  get length(): number {
    return this.#page.length;
  }

  get bytes(): number {
    return this.#page.bytes;
  }

  id(index: number): string {
    return this.#page.id(index);
  }

  object(index: number): ExportObject | Promise<ExportObject | undefined> {
    const object = this.#results.read(this.#page, index);
    return this.#integers.takeDoubt() ? this.#reread(object.id) : object;
  }

  [Symbol.dispose](): void {
    this.#page[Symbol.dispose]();
  }
}

class RestPage implements ObjectPage {
  readonly bytes: number;
  readonly #objects: readonly ExportObject[];

  constructor(objects: readonly ExportObject[], bytes: number) {
    this.#objects = objects;
    this.bytes = bytes;
  }

  get length(): number {
    return this.#objects.length;
  }

  id(index: number): string {
    return this.#objects[index]!.id;
  }

  object(index: number): ExportObject {
    return this.#objects[index]!;
  }

  [Symbol.dispose](): void {}
}
