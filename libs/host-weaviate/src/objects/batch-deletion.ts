import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { capitalized, ExportError } from '@weaviate-export/entities-export';
import { data, type Guard } from '@weaviate-export/host-access';
import { parseWhere, type Principal } from '@weaviate-export/usecases-export';
import type { ExactJson } from '../written-json.ts';
import { deleteObjects, type Deletion, MOST_DELETED } from './object-deletion.ts';
import { isObject } from './value-rules.ts';

const OUTPUTS = ['minimal', 'verbose'];

/** What a request says, in Weaviate's words. */
interface BatchDeletion {
  readonly class: string;
  readonly where: ExactJson;
  readonly dryRun: boolean;
  readonly verbose: boolean;
  /** Milliseconds since 1970; told back, as objects leave nothing behind here that would bear it. */
  readonly deletionTime: number;
}

interface Services {
  readonly store: EmbeddedStore;
  readonly guard: Guard;
}

/**
 * DELETE of `/v1/batch/objects`, to its answer.
 * @throws ExportError BODY_INVALID, FIELD_INVALID, FORBIDDEN or UNAUTHENTICATED, and what `deleteObjects` throws
 */
export async function deleteBatch(
  { store, guard }: Services,
  body: unknown,
  { principal, tenant }: { readonly principal: Principal | null; readonly tenant: string | undefined },
): Promise<ExactJson> {
  const request = parseDeletion(body);
  const place = { class: request.class, tenant };
  guard.require(principal, data('delete', { collection: place.class, tenant }));
  const definition = store.getClass(place.class);
  if (definition === null)
    throw new ExportError('FIELD_INVALID', ['match.class', place.class, 'it does not exist']);
  const filter = parseWhere(request.where, definition, 'match.where');
  const { dryRun } = request;
  return answerOf(request, await deleteObjects(store, { place, filter, dryRun }));
}

function parseDeletion(body: unknown): BatchDeletion {
  const {
    match = null,
    output,
    dryRun,
    deletionTimeUnixMilli,
  } = isObject(body as ExactJson) ? (body as Record<string, ExactJson>) : {};
  if (!isObject(match)) fail('match', match, 'it must be {"class", "where"}');
  const { class: name = null, where = null } = match;
  if (typeof name !== 'string' || name === '') fail('match.class', name, 'it must be the name of a class');
  if (output != null && !OUTPUTS.includes(output as string))
    fail('output', output, `allowed are ${OUTPUTS.join(' and ')}`);
  if (dryRun != null && typeof dryRun !== 'boolean') fail('dryRun', dryRun, 'it must be true or false');
  if (deletionTimeUnixMilli != null && !Number.isSafeInteger(deletionTimeUnixMilli))
    fail('deletionTimeUnixMilli', deletionTimeUnixMilli, 'it must be milliseconds since 1970');
  return {
    class: capitalized(name),
    where,
    dryRun: dryRun ?? false,
    verbose: output === 'verbose',
    deletionTime: (deletionTimeUnixMilli as number | null | undefined) ?? Date.now(),
  };
}

function answerOf(request: BatchDeletion, { matches, objects }: Deletion): ExactJson {
  const { class: name, where, dryRun, verbose, deletionTime } = request;
  const failed = objects.filter(({ error }) => error !== undefined);
  const told = (verbose ? objects : failed).map(({ id, error }): ExactJson => {
    if (error !== undefined) return { id, status: 'FAILED', errors: { error: [{ message: error.message }] } };
    return { id, status: dryRun ? 'DRYRUN' : 'SUCCESS' };
  });
  return {
    deletionTimeUnixMilli: deletionTime,
    dryRun,
    match: { class: name, where },
    output: verbose ? 'verbose' : 'minimal',
    results: {
      failed: failed.length,
      limit: MOST_DELETED,
      matches,
      objects: told,
      successful: dryRun ? 0 : objects.length - failed.length,
    },
  };
}

function fail(field: string, value: ExactJson, allowed: string): never {
  throw new ExportError('FIELD_INVALID', [field, value, allowed]);
}
