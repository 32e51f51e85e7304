import type { EmbeddedStore, NewObject, StoredObject } from '@weaviate-export/adapters-db';
import { type ExportError, isExportError } from '@weaviate-export/entities-export';
import { type Principal } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { data, type Guard, type Permission } from '@weaviate-export/host-access';
import type { ObjectBody, ObjectPlace } from './object-body.ts';
import type { ObjectIntake } from './object-intake.ts';

/**
 * Objects that are written in one transaction: enough that a batch does not wait for the disk again and again, few
 * enough that a transaction does not hold the event loop for long.
 */
const TRANSACTION_OBJECTS = 200;

/** What became of an object of a batch: the object as stored, or why it is not. */
export type Outcome = { readonly place: ObjectPlace; readonly stored: StoredObject } | ExportError;

export interface BatchServices {
  readonly store: EmbeddedStore;
  readonly intake: ObjectIntake;
  readonly guard: Guard;
}

/** Objects of a batch as they were sent, and how to read them. */
export interface SentBatch<Sent> {
  readonly principal: Principal | null;
  readonly sent: readonly Sent[];
  /** Where an object says that it goes, valid or not; undefined where it does not say. */
  readonly placeOf: (one: Sent) => ObjectPlace | undefined;
  /** An ExportError that it throws is the object's outcome. */
  readonly read: (one: Sent) => ObjectBody;
  /** Ends the batch between two transactions. */
  readonly signal?: AbortSignal;
}

/**
 * Checks and writes the objects of a batch; each is written, or fails, by itself. The outcomes are in order. Others get
 * their turn in between.
 * @throws ExportError FORBIDDEN or UNAUTHENTICATED; nothing of the batch is then written
 */
export async function* writeBatch<Sent>(
  services: BatchServices,
  batch: SentBatch<Sent>,
): AsyncGenerator<Outcome> {
  await requireAccess(services.guard, batch);
  const timeSlice = new TimeSlice();
  for (let start = 0; start < batch.sent.length; start += TRANSACTION_OBJECTS) {
    batch.signal?.throwIfAborted();
    const sent = batch.sent.slice(start, start + TRANSACTION_OBJECTS);
    for (const outcome of await writeSlice(services, { ...batch, sent }, timeSlice)) {
      yield outcome;
      await timeSlice.pause();
    }
  }
}

/** All or nothing, as in Weaviate. */
async function requireAccess<Sent>(guard: Guard, batch: SentBatch<Sent>): Promise<void> {
  const { principal, sent, placeOf } = batch;
  const timeSlice = new TimeSlice();
  const places = new Map<string, ObjectPlace>();
  for (const one of sent) {
    await timeSlice.pause();
    const place = placeOf(one);
    if (place !== undefined) places.set(keyOf(place), place);
  }
  await guard.requireEach(principal, [...places.values()].flatMap(accessTo));
}

/** An object may be added or replaced. */
function accessTo({ class: collection, tenant }: ObjectPlace): Permission[] {
  return [data('create', { collection, tenant }), data('update', { collection, tenant })];
}

async function writeSlice<Sent>(
  { store, intake }: BatchServices,
  { principal, sent, read }: SentBatch<Sent>,
  timeSlice: TimeSlice,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const accepted = new Map<string, { place: ObjectPlace; entries: { index: number; object: NewObject }[] }>();
  for (const [index, one] of sent.entries()) {
    await timeSlice.pause();
    try {
      const body = read(one);
      const object = await intake.accept(body, principal);
      const key = keyOf(body);
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

/** No name of a class has a slash. */
function keyOf(place: ObjectPlace): string {
  return `${place.class}/${place.tenant ?? ''}`;
}

/** An error that is one object's own; any other is that of the whole request. */
function failureOf(error: unknown): ExportError {
  if (isExportError(error)) return error;
  throw error;
}
