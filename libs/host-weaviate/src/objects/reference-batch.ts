import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { capitalized, ExportError, isExportError } from '@weaviate-export/entities-export';
import { data, type Guard, type Permission } from '@weaviate-export/host-access';
import type { Principal } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { beaconOf } from '@weaviate-export/weaviate-protocol';
import { parseObjectId } from './object-body.ts';
import {
  acceptReferences,
  type AcceptedReference,
  type ReferenceChange,
  withReferences,
} from './object-references.ts';
import type { SentReference } from './references.ts';

/** Objects that are written at a time; the store writes neighbouring ones to disk together. */
const PARALLEL_OBJECTS = 200;

/** What became of a reference of a batch: the beacon as it is kept, or why there is none. */
export type ReferenceOutcome = { readonly beacon: string } | ExportError;

interface ReferenceServices {
  readonly store: EmbeddedStore;
  readonly guard: Guard;
}

interface SentBatch {
  readonly principal: Principal | null;
  /** An error is the reference's own outcome. */
  readonly sent: readonly (SentReference | ExportError)[];
  /** Ends the batch between two objects. */
  readonly signal?: AbortSignal;
}

/** The references that are added to one object. */
interface Source {
  readonly class: string;
  readonly id: string;
  readonly tenant: string | undefined;
  readonly added: {
    readonly index: number;
    readonly property: string;
    readonly reference: AcceptedReference;
  }[];
}

/**
 * Adds references to objects; each is added, or fails, by itself, and the outcomes are in order. As in Weaviate, they may
 * lead to objects that are not there (yet).
 * @throws ExportError FORBIDDEN or UNAUTHENTICATED; nothing of the batch is then written
 */
export async function writeReferences(
  services: ReferenceServices,
  batch: SentBatch,
): Promise<ReferenceOutcome[]> {
  const { store, guard } = services;
  const outcomes: ReferenceOutcome[] = [];
  const sources = await acceptBatch(services, batch, outcomes);
  await guard.requireEach(
    batch.principal,
    permissionsOf(
      [...sources.values()].flatMap(({ tenant, added }) =>
        added.map(({ reference }) => ({ verb: 'read', class: reference.target.class, tenant })),
      ),
    ),
  );
  const waiting = [...sources.values()];
  for (let start = 0; start < waiting.length; start += PARALLEL_OBJECTS) {
    batch.signal?.throwIfAborted();
    const slice = waiting.slice(start, start + PARALLEL_OBJECTS);
    await Promise.all(slice.map((source) => writeSource(store, source, outcomes)));
  }
  return outcomes;
}

/** The references that fit, by the object that they are added to; of the others, the outcomes. */
async function acceptBatch(
  { store, guard }: ReferenceServices,
  { principal, sent }: SentBatch,
  outcomes: ReferenceOutcome[],
): Promise<Map<string, Source>> {
  const places = sent.flatMap((one) =>
    isExportError(one)
      ? []
      : [{ verb: 'update' as const, class: capitalized(one.from.class), tenant: one.tenant }],
  );
  await guard.requireEach(principal, permissionsOf(places));
  const slice = new TimeSlice();
  const sources = new Map<string, Source>();
  for (const [index, one] of sent.entries()) {
    await slice.pause();
    try {
      if (isExportError(one)) throw one;
      const { from, to, tenant } = one;
      const definition = store.getClass(capitalized(from.class));
      if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [from.class]);
      const id = parseObjectId(from.id);
      const [reference] = acceptReferences(definition, from.property, [{ beacon: beaconOf(to) }]);
      const key = `${definition.class}/${id}/${tenant ?? ''}`;
      const source = sources.get(key) ?? { class: definition.class, id, tenant, added: [] };
      source.added.push({ index, property: from.property, reference: reference as AcceptedReference });
      sources.set(key, source);
    } catch (error) {
      outcomes[index] = failureOf(error);
    }
  }
  return sources;
}

async function writeSource(
  store: EmbeddedStore,
  { class: name, id, tenant, added }: Source,
  outcomes: ReferenceOutcome[],
): Promise<void> {
  const byProperty = Map.groupBy(added, ({ property }) => property);
  const changes = [...byProperty].map(([property, list]) => {
    const change: ReferenceChange = (kept) => [...kept, ...list.map(({ reference }) => reference.kept)];
    return [property, change] as const;
  });
  let failure: ExportError | undefined;
  try {
    await store.update(name, id, (old) => withReferences(old, changes), tenant);
  } catch (error) {
    failure = failureOf(error);
  }
  for (const { index, reference } of added) outcomes[index] = failure ?? reference.kept;
}

/** Each place but once. */
function permissionsOf(
  places: readonly { verb: 'read' | 'update'; class: string; tenant: string | undefined }[],
): Permission[] {
  const byKey = new Map(places.map((place) => [`${place.class}/${place.tenant ?? ''}`, place]));
  return [...byKey.values()].map(({ verb, class: collection, tenant }) => data(verb, { collection, tenant }));
}

/** An error that is one reference's own; any other is that of the whole request. */
function failureOf(error: unknown): ExportError {
  if (isExportError(error)) return error;
  throw error;
}
