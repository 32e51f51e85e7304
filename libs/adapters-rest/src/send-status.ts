import { SHARDS_TOLD, type ExportStatus } from '@weaviate-export/entities-export';
import { withShards, type ShardEntry, type StatusAndShards } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import type { FastifyReply, FastifySchema } from 'fastify';
import { Readable } from 'node:stream';

/** Shards that are validated and written at a time: less than a millisecond's work. */
const SHARDS_PER_PIECE = 200;

type Shards = ExportStatus['shardStatus'][string];
interface StatusSchema {
  readonly properties?: { readonly shardStatus?: { readonly additionalProperties: Record<string, unknown> } };
}

/** The schema of one class's shards in the answer of a route; undefined where it answers with no status. */
export function shardsSchema({ response }: FastifySchema): Record<string, unknown> | undefined {
  const { 200: status } = (response ?? {}) as { readonly 200?: StatusSchema };
  return status?.properties?.shardStatus?.additionalProperties;
}

/**
 * Answers with the status of an export. Where it tells of many shards its JSON is made in pieces, each held against the
 * document, and other requests are answered meanwhile: never are all shards objects at a time.
 * @throws Error where the answer is outside the document, and what the shards throw; nothing is sent then
 */
export async function sendStatus(
  reply: FastifyReply,
  { status, shards }: StatusAndShards,
): Promise<FastifyReply> {
  const slice = new TimeSlice();
  const first: ShardEntry[] = [];
  let pieces: StatusPieces | undefined;
  for await (const entry of shards) {
    if (first.length < SHARDS_TOLD) first.push(entry);
    else (pieces ??= new StatusPieces(reply, status, first)).add(entry);
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
  if (pieces === undefined) return reply.code(200).send(await withShards({ status, shards: first }));
  const bytes = pieces.finish();
  return reply
    .code(200)
    .type('application/json; charset=utf-8')
    .header(
      'content-length',
      bytes.reduce((sum, { length }) => sum + length, 0),
    )
    .send(Readable.from(inSlices(bytes)));
}

/** The pieces one after the other. Lets the thread do other work meanwhile: what a socket takes is work as well. */
async function* inSlices(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  const slice = new TimeSlice();
  for (const piece of pieces) {
    yield piece;
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
}

/** The JSON of a status as bytes, class by class, with the shards that are added. */
class StatusPieces {
  readonly #head: Buffer;
  readonly #textOf: (shards: Shards) => string;
  readonly #classes = new Map<string, Buffer[]>();
  /** Shards of one class that are no piece yet. */
  #waiting: ShardEntry[] = [];

  constructor(reply: FastifyReply, { shardStatus, ...head }: ExportStatus, first: readonly ShardEntry[]) {
    this.#textOf = reply.compileSerializationSchema(shardsSchema(reply.request.routeOptions.schema!)!, '200');
    const text = String(reply.serializeInput({ ...head, shardStatus: {} }, '200'));
    this.#head = Buffer.from(text.slice(0, -'}}'.length));
    for (const className of Object.keys(shardStatus)) this.#classes.set(className, []);
    for (const entry of first) this.add(entry);
  }

  add(entry: ShardEntry): void {
    const isFull = this.#waiting.length === SHARDS_PER_PIECE || this.#waiting[0]?.[0] !== entry[0];
    if (isFull) this.#flush();
    this.#waiting.push(entry);
  }

  finish(): Buffer[] {
    this.#flush();
    const pieces = [this.#head];
    for (const [className, own] of this.#classes) {
      const separator = pieces.length === 1 ? '' : ',';
      pieces.push(Buffer.from(`${separator}${JSON.stringify(className)}:{`), ...own, Buffer.from('}'));
    }
    return [...pieces, Buffer.from('}}')];
  }

  #flush(): void {
    const className = this.#waiting[0]?.[0];
    if (className === undefined) return;
    const shards = Object.fromEntries(this.#waiting.map(([, shard, progress]) => [shard, progress]));
    this.#waiting = [];
    const pieces = this.#classes.get(className) ?? [];
    this.#classes.set(className, pieces);
    pieces.push(Buffer.from(`${pieces.length === 0 ? '' : ','}${this.#textOf(shards).slice(1, -1)}`));
  }
}
