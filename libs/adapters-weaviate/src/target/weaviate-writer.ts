import {
  type ClassDefinition,
  ExportError,
  type ExportObject,
  isExportError,
  type TimesAs,
} from '@weaviate-export/entities-export';
import type {
  BatchResult,
  ConflictRule,
  ObjectWriter,
  RefusedObject,
  RestoredShard,
  WriterStep,
} from '@weaviate-export/usecases-export';
import { inOrder, pause } from '@weaviate-export/waiting';
import { beaconOf, FilterOperator, weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { Fault } from '../connection/fault.ts';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';
import { SearchPage } from '../objects/search-page.ts';
import { objectBatches, objectEncoder, type SentObject } from './object-batch.ts';
import type { Reference } from './typed-properties.ts';

const { BatchObjects, Search } = weaviateService;

/** Batches of one writer that are under way at a time: one is written by the server while the next one is encoded. */
const BATCHES_AHEAD = 3;

/** How often an object is sent at the most that the server refuses for a reason that may pass. */
const ATTEMPTS = 5;

/** Servers say so of single objects in a batch whose node, shard or module does not answer just then. */
const MAY_PASS =
  /unavailable|deadline|timed? ?out|time-?out|connection|connect:|leader|too many requests|rate limit|overload|read-?only|\b(?:429|502|503|504)\b/i;

/** References of one request. */
const MOST_REFERENCES = 1_000;

/** Where a request may have been done although it was not answered. */
const LOST = ['WEAVIATE_UNREACHABLE', 'WEAVIATE_OVERLOADED', 'WEAVIATE_FAILED'];

/** What POST /v1/batch/references says of each. */
interface BatchReferenceReply {
  readonly result?: { readonly errors?: { readonly error?: readonly { readonly message: string }[] } };
}

export interface WriterSettings {
  readonly onConflict: ConflictRule;
  readonly timesAs: TimesAs;
}

/** Writes objects to a Weaviate by batches of gRPC. A batch that is sent again leaves the same objects. */
export class WeaviateWriter implements ObjectWriter, Disposable {
  readonly #connection: WeaviateConnection;
  readonly #settings: WriterSettings;
  readonly #definitions = new Map<string, Promise<ClassDefinition>>();

  /** @param connection of this writer alone, which it closes */
  constructor(connection: WeaviateConnection, settings: WriterSettings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  async *write(shard: RestoredShard, objects: Iterable<ExportObject>): AsyncGenerator<WriterStep> {
    const encode = objectEncoder(shard, await this.#definition(shard.class), this.#settings.timesAs);
    const batches = objectBatches(objects, encode);
    for await (const result of inOrder(batches, BATCHES_AHEAD, (batch) => this.#deliver(shard, batch)))
      yield { result };
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  async #deliver(shard: RestoredShard, batch: readonly SentObject[]): Promise<BatchResult> {
    const present = this.#settings.onConflict === 'skip' ? await this.#present(shard, batch) : new Set();
    const wanted = batch.filter(({ id }) => !present.has(id));
    const refused = await this.#sendWhole(shard, wanted);
    return {
      written: wanted.length - refused.size,
      skipped: present.size,
      refused: [...refused].map(([id, reason]): RefusedObject => ({ id, reason })),
    };
  }

  /**
   * Objects, and then their references. Servers add references to those that are there: where it is not known whether they
   * were added, the objects are sent again as well, without any.
   * @returns the server's words by the id of what it did not take
   */
  async #sendWhole(shard: RestoredShard, batch: readonly SentObject[]): Promise<Map<string, string>> {
    for (let attempt = 1; ; attempt++) {
      const refused = await this.#untilTaken(batch, (objects) => this.#sendObjects(shard, objects));
      const references = batch
        .filter(({ id }) => !refused.has(id))
        .flatMap(({ id, references: own }) => own.map((reference) => ({ id, ...reference })));
      try {
        for (let start = 0; start < references.length; start += MOST_REFERENCES) {
          const some = references.slice(start, start + MOST_REFERENCES);
          const left = await this.#untilTaken(some, (again) => this.#sendReferences(shard, again));
          for (const [id, reason] of left) refused.set(id, reason);
        }
        return refused;
      } catch (error) {
        if (attempt === ATTEMPTS || !isExportError(error) || !LOST.includes(error.code)) throw error;
      }
    }
  }

  /** Sends again what is refused for a reason that may pass. */
  async #untilTaken<Sent extends { readonly id: string }>(
    batch: readonly Sent[],
    send: (batch: readonly Sent[]) => Promise<Map<number, string>>,
  ): Promise<Map<string, string>> {
    const refused = new Map<string, string>();
    let rest = batch;
    const { timing, signal } = this.#connection;
    for (let attempt = 1; rest.length > 0; attempt++) {
      if (attempt > 1) await pause(Math.min(timing.mostWaitMs, timing.firstWaitMs * 2 ** attempt), signal);
      const again: Sent[] = [];
      for (const [index, reason] of await send(rest)) {
        if (attempt < ATTEMPTS && MAY_PASS.test(reason)) again.push(rest[index]!);
        else refused.set(rest[index]!.id, reason);
      }
      rest = again;
    }
    return refused;
  }

  /** @returns the server's words by the index of the object that it did not take */
  async #sendObjects(shard: RestoredShard, batch: readonly SentObject[]): Promise<Map<number, string>> {
    const request = {
      action: `write objects of class ${JSON.stringify(shard.class)}`,
      path: BatchObjects.path,
      message: () => BatchObjects.requestSerialize({ objects: batch.map(({ message }) => message) }),
    };
    try {
      const { errors } = weaviate.BatchObjectsReply.decode(await this.#connection.call(request));
      return new Map(errors.map(({ index, error }) => [index, error]));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      // What is too large for a message is tried in halves, down to one object.
      const { length } = batch;
      if (length === 1) return new Map([[0, error.message]]);
      const half = length >> 1;
      const first = await this.#sendObjects(shard, batch.slice(0, half));
      const second = await this.#sendObjects(shard, batch.slice(half));
      return new Map([...first, ...[...second].map(([index, reason]) => [index + half, reason] as const)]);
    }
  }

  /** @returns the server's words by the index of the reference that it did not take */
  async #sendReferences(
    { class: name, tenant }: RestoredShard,
    references: readonly (Reference & { readonly id: string })[],
  ): Promise<Map<number, string>> {
    const action = `write references of class ${JSON.stringify(name)}`;
    const { reason, text } = await this.#connection.send({
      action,
      method: 'POST',
      path: '/v1/batch/references',
      body: references.map(({ id, property, beacon }) => ({
        from: `${beaconOf({ class: name, id })}/${property}`,
        to: beacon,
        ...(tenant !== undefined && { tenant }),
      })),
      patienceMs: 0,
    });
    if (reason !== undefined)
      throw new ExportError('WEAVIATE_FAILED', [this.#connection.endpoints.rest, action, reason]);
    const answers = JSON.parse(text) as BatchReferenceReply[];
    return new Map(
      answers.flatMap(({ result }, index) => {
        const [first] = result?.errors?.error ?? [];
        return first === undefined ? [] : [[index, first.message] as const];
      }),
    );
  }

  /** Which of the ids are there. */
  async #present(
    { class: collection, tenant }: RestoredShard,
    batch: readonly SentObject[],
  ): Promise<Set<string>> {
    const message = Search.requestSerialize({
      collection,
      ...(tenant !== undefined && { tenant }),
      filters: {
        operator: FilterOperator.OPERATOR_CONTAINS_ANY,
        target: { property: '_id' },
        valueTextArray: { values: batch.map(({ id }) => id) },
      },
      properties: {},
      metadata: { uuid: true },
      limit: batch.length,
      uses_123Api: true,
      uses_125Api: true,
      uses_127Api: true,
    });
    const action = `read ids of class ${JSON.stringify(collection)}`;
    const page = new SearchPage(
      await this.#connection.call({ action, path: Search.path, message: () => message }),
    );
    return new Set(Array.from({ length: page.length }, (_, index) => page.id(index)));
  }

  #definition(name: string): Promise<ClassDefinition> {
    const known = this.#definitions.get(name) ?? this.#readDefinition(name);
    this.#definitions.set(name, known);
    return known;
  }

  async #readDefinition(name: string): Promise<ClassDefinition> {
    const action = `tell the class ${JSON.stringify(name)}`;
    const text = await this.#connection.get(action, `/v1/schema/${encodeURIComponent(name)}`);
    if (text === undefined) throw new ExportError('CLASS_NOT_FOUND', [name]);
    return JSON.parse(text) as ClassDefinition;
  }
}
