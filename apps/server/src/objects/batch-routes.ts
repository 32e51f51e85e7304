import type { EmbeddedStore, NewObject, StoredObject } from '@weaviate-export/adapters-db';
import { capitalized, ExportError, isExportError } from '@weaviate-export/entities-export';
import { type Principal, TimeSlice } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import { data } from '../authorization/access-to.ts';
import type { ExactJson } from '../exact-json.ts';
import { writeObject } from './object-answer.ts';
import { type ObjectPlace, parseObjectBody } from './object-body.ts';
import { type ObjectRoutesOptions, sendJson } from './object-routes.ts';
import { isObject } from './value-rules.ts';

/**
 * Objects that are written in one transaction: enough that a batch does not wait for the disk again and again, few
 * enough that a transaction does not hold the event loop for long.
 */
const TRANSACTION_OBJECTS = 200;

/** Many objects in one request, as Weaviate's `/v1/batch/objects` has them: each is written, or fails, by itself. */
export async function batchRoutes(app: FastifyInstance, options: ObjectRoutesOptions): Promise<void> {
  app.post('/batch/objects', async (request, reply) => {
    const { principal } = request;
    const objects = parseBatch(request.body);
    // All or nothing, as in Weaviate; an object may be added or replaced.
    await options.guard.requireEach(
      principal,
      placesIn(objects).flatMap(({ class: collection, tenant }) => [
        data('create', { collection, tenant }),
        data('update', { collection, tenant }),
      ]),
    );
    const timeSlice = new TimeSlice();
    const results: string[] = [];
    for (let start = 0; start < objects.length; start += TRANSACTION_OBJECTS) {
      const slice = objects.slice(start, start + TRANSACTION_OBJECTS);
      for (const [index, outcome] of (await writeSlice(options, principal, slice, timeSlice)).entries()) {
        results.push(writeResult(slice[index], outcome));
        await timeSlice.pause();
      }
    }
    return sendJson(reply, `[${results.join(',')}]`);
  });
}

/** @throws ExportError BODY_INVALID */
function parseBatch(body: unknown): ExactJson[] {
  const objects = isObject(body as ExactJson) ? (body as Record<string, ExactJson>)['objects'] : undefined;
  if (Array.isArray(objects) && objects.length > 0) return objects;
  throw new ExportError('BODY_INVALID', ['a batch must be {"objects": […]} with one object or more']);
}

/** Where objects of a batch say that they go, valid or not; each place once. */
function placesIn(objects: readonly ExactJson[]): ObjectPlace[] {
  const places = new Map<string, ObjectPlace>();
  for (const sent of objects) {
    const { class: className, tenant } = isObject(sent) ? sent : {};
    if (typeof className !== 'string') continue;
    const place = {
      class: capitalized(className),
      tenant: typeof tenant === 'string' && tenant !== '' ? tenant : undefined,
    };
    places.set(placeKey(place), place);
  }
  return [...places.values()];
}

/** No name of a class has a slash. */
function placeKey(place: ObjectPlace): string {
  return `${place.class}/${place.tenant ?? ''}`;
}

/** What became of an object of a batch: the object as stored, or why it is not. */
type Outcome = { readonly place: ObjectPlace; readonly stored: StoredObject } | ExportError;

/** Checks and writes neighbouring objects of a batch; the outcomes are in their order. */
async function writeSlice(
  { store, intake }: ObjectRoutesOptions,
  principal: Principal | null,
  objects: readonly ExactJson[],
  timeSlice: TimeSlice,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const accepted = new Map<string, { place: ObjectPlace; entries: { index: number; object: NewObject }[] }>();
  for (const [index, sent] of objects.entries()) {
    await timeSlice.pause();
    try {
      const body = parseObjectBody(sent);
      const object = await intake.accept(body, principal);
      const key = placeKey(body);
      const group = accepted.get(key) ?? { place: body, entries: [] };
      group.entries.push({ index, object });
      accepted.set(key, group);
    } catch (error) {
      outcomes[index] = failureOf(error);
    }
  }
  // At once, as the store then flushes to disk once for all of them, however many tenants there are.
  const writes = [...accepted.values()].map(async ({ place, entries }) => {
    const written = await upsert(
      store,
      place,
      entries.map(({ object }) => object),
    );
    for (const [position, { index }] of entries.entries()) {
      const result = written[position] as StoredObject | ExportError;
      outcomes[index] = isExportError(result) ? result : { place, stored: result };
    }
  });
  await Promise.all(writes);
  return outcomes;
}

async function upsert(
  store: EmbeddedStore,
  place: ObjectPlace,
  objects: NewObject[],
): Promise<(StoredObject | ExportError)[]> {
  try {
    return await store.upsert(place.class, objects, place.tenant);
  } catch (error) {
    // The class was deleted meanwhile, or does not take the tenant.
    const failure = failureOf(error);
    return objects.map(() => failure);
  }
}

/** An error that is one object's own; any other is that of the whole request. */
function failureOf(error: unknown): ExportError {
  if (isExportError(error)) return error;
  throw error;
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
