import { type ClassDefinition, type ExportObject } from '@weaviate-export/entities-export';
import {
  type BatchResult,
  type OpenObjectWriter,
  type RestoredShard,
  type RestoreOrder,
  type RestoreSession,
  type WriterModule,
} from '@weaviate-export/usecases-export';
import { EmbeddedRestoreTarget } from './embedded-restore-target.ts';
import { type EmbeddedStore } from './embedded-store.ts';
import { uuid } from './temporary-store.fixture.ts';

type OpenSession = RestoreSession & {
  /** Has the writer of the target pack objects, and writes what it makes of them. */
  readonly put: (shard: RestoredShard, ...objects: ExportObject[]) => Promise<BatchResult>;
};

/** A session of the store's target, with its writer on this thread. */
export async function openRestore(
  store: EmbeddedStore,
  order: Partial<Pick<RestoreOrder, 'restore' | 'onConflict' | 'signal'>> = {},
): Promise<OpenSession> {
  let shared: WriterModule | undefined;
  const session = await new EmbeddedRestoreTarget(store).openRestore({
    restore: 'first',
    onConflict: 'replace',
    signal: new AbortController().signal,
    share: async (writer) => void (shared = writer),
    ...order,
  });
  const { openObjectWriter } = (await import(shared!.moduleUrl)) as { openObjectWriter: OpenObjectWriter };
  const writer = await openObjectWriter(shared!.options);
  const put: OpenSession['put'] = async (shard, ...objects) => {
    const total = { written: 0, skipped: 0, refused: [] as BatchResult['refused'] };
    for await (const step of writer.write(shard, objects)) {
      const { written, skipped, refused } =
        'result' in step
          ? step.result
          : await session.write(shard, structuredClone(step.batch, { transfer: [...step.transfer] }));
      total.written += written;
      total.skipped += skipped;
      total.refused = [...total.refused, ...refused];
    }
    return total;
  };
  return Object.assign(session, { put });
}

/** An object as an export gives it back. */
export function exported(number: number, changes: Partial<ExportObject> = {}): ExportObject {
  return {
    id: uuid(number),
    creationTime: 10 + number,
    updateTime: 20 + number,
    vector: Float32Array.of(number, 0.5),
    namedVectors: null,
    properties: Buffer.from(`{ "number": ${number} }`),
    ...changes,
  };
}

export const TENANTED: ClassDefinition = { class: 'T', multiTenancyConfig: { enabled: true } };
