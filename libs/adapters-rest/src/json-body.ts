import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';

/**
 * Makes the routes of this plugin take JSON bodies, and no others.
 * @param parse what reads the text: JSON.parse unless told
 */
export function acceptJson(app: FastifyInstance, parse: (text: string) => unknown = JSON.parse): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseBody(body, parse),
  );
}

/**
 * An empty body is none, as some clients name a type for every call.
 * @throws ExportError BODY_MALFORMED
 */
function parseBody(body: Buffer, parse: (text: string) => unknown): unknown {
  if (body.length === 0) return undefined;
  try {
    // Bytes that are not UTF-8 are refused; replaced ones would be taken for what had been sent.
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new ExportError('BODY_MALFORMED', [error instanceof Error ? error.message : String(error)], {
      cause: error,
    });
  }
}
