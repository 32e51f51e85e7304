import { createWeaviateTarget, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import type {
  BatchResult,
  OpenObjectWriter,
  RestoredShard,
  RestoredTenant,
  RestoreOrder,
  RestoreSession,
  WriterModule,
} from '@weaviate-export/usecases-export';

/** A restore that is under way, with one writer, as a worker thread has it. */
export interface OpenedRestore extends AsyncDisposable {
  readonly session: RestoreSession;
  /** Writes objects in order; what became of all batches together. */
  write(shard: RestoredShard, objects: Iterable<ExportObject>): Promise<BatchResult>;
}

/** Opens a restore into a live Weaviate. */
export async function openRestore(
  options: WeaviateOptions,
  order: Partial<RestoreOrder> = {},
): Promise<OpenedRestore> {
  await using resources = new AsyncDisposableStack();
  const target = resources.use(createWeaviateTarget(options));
  let shared: WriterModule | undefined;
  const session = resources.use(
    await target.openRestore({
      restore: 'the-restore',
      onConflict: 'replace',
      signal: new AbortController().signal,
      share: async (module) => void (shared = module),
      ...order,
    }),
  );
  const { openObjectWriter } = (await import(shared!.moduleUrl)) as { openObjectWriter: OpenObjectWriter };
  const writer = resources.use(await openObjectWriter(shared!.options));
  const owned = resources.move();
  return {
    session,
    async write(shard, objects) {
      const refused: BatchResult['refused'][number][] = [];
      let [written, skipped] = [0, 0];
      for await (const step of writer.write(shard, objects)) {
        if (!('result' in step)) throw new Error('it packs nothing');
        written += step.result.written;
        skipped += step.result.skipped;
        refused.push(...step.result.refused);
      }
      return { written, skipped, refused };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Restores one class whole, and commits. */
export async function restoreClass(
  options: WeaviateOptions,
  definition: ClassDefinition,
  shards: readonly (RestoredTenant & { readonly objects: readonly ExportObject[] })[],
  order?: Partial<RestoreOrder>,
): Promise<void> {
  await using restore = await openRestore(options, order);
  const { class: name } = definition;
  const isTenanted = definition.multiTenancyConfig?.enabled === true;
  await restore.session.createClass(definition);
  if (isTenanted) await restore.session.createTenants(name, shards);
  for (const { name: tenant, objects } of shards) {
    const { refused } = await restore.write({ class: name, ...(isTenanted && { tenant }) }, objects);
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  }
  await restore.session.commit();
}

/** An object of little, and what a test gives it. */
export function objectOf(id: string, given: Partial<ExportObject> = {}): ExportObject {
  return {
    id,
    creationTime: Date.UTC(2024, 0, 2),
    updateTime: Date.UTC(2024, 0, 3),
    vector: null,
    namedVectors: null,
    properties: '{}',
    ...given,
  };
}
