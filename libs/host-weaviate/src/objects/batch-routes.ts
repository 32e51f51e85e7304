import { capitalized, ExportError, isExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { type ExactJson, writeExactJson } from '../written-json.ts';
import { deleteBatch } from './batch-deletion.ts';
import { writeObject } from './object-answer.ts';
import { type Outcome, writeBatch } from './object-batch.ts';
import { type ObjectPlace, parseObjectBody } from './object-body.ts';
import { type ObjectRoutesOptions, sendJson } from './object-routes.ts';
import type { Query } from './object-query.ts';
import { parseTenant } from './object-tenant.ts';
import { type ReferenceOutcome, writeReferences } from './reference-batch.ts';
import { readBatchReference } from './references.ts';
import { isObject } from './value-rules.ts';

/** Many objects in one request, as Weaviate's `/v1/batch/objects` has them: each is written, or fails, by itself. */
export async function batchRoutes(app: FastifyInstance, options: ObjectRoutesOptions): Promise<void> {
  app.post('/batch/objects', async ({ body, principal }, reply) => {
    const sent = parseBatch(body);
    const results: string[] = [];
    const read = (object: ExactJson) => parseObjectBody(object);
    for await (const outcome of writeBatch(options, { principal, sent, placeOf, read })) {
      results.push(writeResult(sent[results.length], outcome));
    }
    return sendJson(reply, `[${results.join(',')}]`);
  });

  app.delete<{ Querystring: Query }>('/batch/objects', async ({ body, principal, query }, reply) => {
    const answer = await deleteBatch(options, body, { principal, tenant: parseTenant(query['tenant']) });
    return sendJson(reply, writeExactJson(answer));
  });

  app.post('/batch/references', async ({ body, principal }) => {
    const entries = parseReferences(body);
    const outcomes = await writeReferences(options, { principal, sent: entries.map(readBatchReference) });
    return outcomes.map((outcome, index) => referenceResult(entries[index] ?? null, outcome));
  });
}

/** @throws ExportError BODY_INVALID */
function parseBatch(body: unknown): ExactJson[] {
  const objects = isObject(body as ExactJson) ? (body as Record<string, ExactJson>)['objects'] : undefined;
  if (Array.isArray(objects) && objects.length > 0) return objects;
  throw new ExportError('BODY_INVALID', ['a batch must be {"objects": […]} with one object or more']);
}

/** @throws ExportError BODY_INVALID */
function parseReferences(body: unknown): ExactJson[] {
  if (Array.isArray(body) && body.length > 0) return body as ExactJson[];
  throw new ExportError('BODY_INVALID', ['a batch must be [{"from", "to"}, …] with one reference or more']);
}

function referenceResult(sent: ExactJson, outcome: ReferenceOutcome): object {
  const { from, to } = isObject(sent) ? sent : {};
  if (isExportError(outcome)) {
    const errors = { error: [{ message: outcome.message }] };
    return { from, to, result: { errors, status: 'FAILED' } };
  }
  return { from, to: outcome.beacon, result: { status: 'SUCCESS' } };
}

function placeOf(sent: ExactJson): ObjectPlace | undefined {
  const { class: className, tenant } = isObject(sent) ? sent : {};
  if (typeof className !== 'string') return undefined;
  return {
    class: capitalized(className),
    tenant: typeof tenant === 'string' && tenant !== '' ? tenant : undefined,
  };
}

function writeResult(sent: ExactJson | undefined, outcome: Outcome): string {
  if (!isExportError(outcome)) {
    const object = writeObject(outcome.place, outcome.stored, { vectors: true });
    return `${object.slice(0, -1)},"result":{"status":"SUCCESS"}}`;
  }
  const { class: className, id, tenant } = sent !== undefined && isObject(sent) ? sent : {};
  const errors = { error: [{ message: outcome.message }] };
  return JSON.stringify({
    class: typeof className === 'string' ? className : undefined,
    id: typeof id === 'string' ? id : undefined,
    tenant: typeof tenant === 'string' ? tenant : undefined,
    result: { errors, status: 'FAILED' },
  });
}
