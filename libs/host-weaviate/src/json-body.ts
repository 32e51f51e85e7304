import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { type ExactJson, parseExactJson } from './exact-json.ts';

/** Makes the routes of this plugin take JSON bodies in which integers of 64 bits stay exact, and no other bodies. */
export function acceptExactJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseBody(body),
  );
}

/**
 * An empty body is none, as some clients name a type for every call.
 * @throws ExportError BODY_MALFORMED
 */
function parseBody(body: Buffer): ExactJson | undefined {
  if (body.length === 0) return undefined;
  try {
    // Bytes that are not UTF-8 are refused; replaced ones would be stored as if they had been sent.
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new ExportError('BODY_MALFORMED', [error instanceof Error ? error.message : String(error)], {
      cause: error,
    });
  }
}
