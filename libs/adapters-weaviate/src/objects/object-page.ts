import type { ExportObject } from '@weaviate-export/entities-export';
import { ConsistencyLevel as Level, weaviateService } from '@weaviate-export/weaviate-protocol';
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
const WITH_VECTORS = { include: 'vector' };
const LEVELS = {
  ONE: Level.CONSISTENCY_LEVEL_ONE,
  QUORUM: Level.CONSISTENCY_LEVEL_QUORUM,
  ALL: Level.CONSISTENCY_LEVEL_ALL,
} as const;

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
    const reread = (id: string): Promise<ExportObject | undefined> => this.#reread(id);
    try {
      const found = new SearchPage(await this.#search(request));
      const page = new GrpcPage(found, this.#results, this.#integers, reread);
      if (!this.#plan.arePropertiesByRest || page.length === 0) return page;
      const told = await this.#list({ ...request, limit: () => page.length }, {});
      return new MergedPage(page, told.objects, reread);
    } catch (error) {
      // One object that no message may hold: REST knows no such limit.
      if (error instanceof Fault && error.kind === 'large' && request.limit() === 1)
        return this.#readByRest(request);
      throw error;
    }
  }

  #search({ after, limit, onLate, signal }: PageRequest): Promise<Buffer> {
    const { class: collection, request } = this.#plan;
    const level = this.#connection.consistencyLevel;
    const call = {
      action: `read ${this.#where}`,
      path: SEARCH.path,
      message: () =>
        SEARCH.requestSerialize({
          ...request,
          collection,
          ...(this.#tenant !== undefined && { tenant: this.#tenant }),
          ...(after !== undefined && { after }),
          ...(level !== undefined && { consistencyLevel: LEVELS[level] }),
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

  async #readByRest(request: PageRequest): Promise<ObjectPage> {
    const { objects, bytes } = await this.#list(request, WITH_VECTORS);
    return new RestPage(objects, bytes);
  }

  /** Objects as GET /v1/objects tells them. */
  async #list(
    { after, limit, signal }: PageRequest,
    more: Record<string, string>,
  ): Promise<{ readonly objects: readonly ExportObject[]; readonly bytes: number }> {
    const query = this.#query({
      class: this.#plan.class,
      limit: String(limit()),
      ...(after !== undefined && { after }),
      ...more,
    });
    const text = await this.#connection.get(`read ${this.#where}`, `/v1/objects?${query}`, signal);
    if (text === undefined) return { objects: [], bytes: 0 };
    return { objects: readRestObjects(text, this.#plan.references), bytes: text.length };
  }

  /** An object that gRPC does not tell, whole, so that all of it is of one version. */
  async #reread(id: string): Promise<ExportObject | undefined> {
    const path = `/v1/objects/${encodeURIComponent(this.#plan.class)}/${id}?${this.#query({ ...WITH_VECTORS, ...this.#level })}`;
    const text = await this.#connection.get(`read object ${id} of ${this.#where}`, path);
    if (text === undefined) return undefined;
    this.#integers.learn(text);
    return readRestObjects(text, this.#plan.references)[0];
  }

  #query(parameters: Record<string, string>): string {
    return new URLSearchParams({
      ...parameters,
      ...(this.#tenant !== undefined && { tenant: this.#tenant }),
    }).toString();
  }

  /** A query of one object; lists by REST know no level. */
  get #level(): Record<string, string> {
    const level = this.#connection.consistencyLevel;
    return level === undefined ? {} : { consistency_level: level };
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

/** Ids, times and vectors by gRPC, and by REST the properties; what changed in between is read once more, whole. */
class MergedPage implements ObjectPage {
  readonly #page: ObjectPage;
  readonly #told: ReadonlyMap<string, ExportObject>;
  readonly #reread: (id: string) => Promise<ExportObject | undefined>;

  constructor(
    page: ObjectPage,
    told: readonly ExportObject[],
    reread: (id: string) => Promise<ExportObject | undefined>,
  ) {
    this.#page = page;
    this.#told = new Map(told.map((object) => [object.id, object]));
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
    const told = this.#told.get(this.id(index));
    const object = this.#page.object(index);
    if (told === undefined || object instanceof Promise || told.updateTime !== object.updateTime)
      return this.#reread(this.id(index));
    return { ...object, properties: told.properties };
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
