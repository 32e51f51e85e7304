import { SHARDS_TOLD, type ExportStatus } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';

/** Shards that are validated and written at a time: less than a millisecond's work. */
const SHARDS_PER_PIECE = 200;

type Shards = ExportStatus['shardStatus'][string];
interface StatusSchema {
  readonly properties: { readonly shardStatus: { readonly additionalProperties: object } };
}

/**
 * Answers with the status of an export. Where it tells of many shards its JSON is made in pieces, each held against the
 * document, and other requests are answered meanwhile.
 * @throws Error where the answer is outside the document; nothing is sent then
 */
export async function sendStatus(reply: FastifyReply, status: ExportStatus): Promise<FastifyReply> {
  const classes = Object.entries(status.shardStatus).map(
    ([name, shards]) => [name, shards, Object.keys(shards)] as const,
  );
  const told = classes.reduce((sum, [, , names]) => sum + names.length, 0);
  if (told <= SHARDS_TOLD) return reply.code(200).send(status);

  const { response } = reply.request.routeOptions.schema as { response: Record<string, StatusSchema> };
  const textOf = reply.compileSerializationSchema(
    response['200']!.properties.shardStatus.additionalProperties as Record<string, unknown>,
    '200',
  ) as (shards: Shards) => string;
  const slice = new TimeSlice();
  const { shardStatus: _shards, ...head } = status;
  const headText = String(reply.serializeInput({ ...head, shardStatus: {} }, '200'));
  const pieces = [Buffer.from(headText.slice(0, -'}}'.length))];
  for (const [index, [className, shards, names]] of classes.entries()) {
    pieces.push(Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(className)}:{`));
    for (let at = 0; at < names.length; at += SHARDS_PER_PIECE) {
      const some = names.slice(at, at + SHARDS_PER_PIECE).map((name) => [name, shards[name]!] as const);
      pieces.push(Buffer.from(`${at === 0 ? '' : ','}${textOf(Object.fromEntries(some)).slice(1, -1)}`));
      await slice.pause();
    }
    pieces.push(Buffer.from('}'));
  }
  pieces.push(Buffer.from('}}'));
  return reply
    .code(200)
    .type('application/json; charset=utf-8')
    .header(
      'content-length',
      pieces.reduce((sum, { length }) => sum + length, 0),
    )
    .send(Readable.from(pieces));
}
