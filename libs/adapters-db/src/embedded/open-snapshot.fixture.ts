import { type RangeLimits } from '@weaviate-export/entities-export';
import { type Snapshot, type WorkerSource } from '@weaviate-export/usecases-export';
import { EmbeddedDBAdapter } from './embedded-db-adapter.ts';
import { type EmbeddedStore } from './embedded-store.ts';

/** So few objects a range that a handful of them already are several ranges. */
export const LIMITS: RangeLimits = { objects: 7, bytes: 64 << 20 };

const never = new AbortController().signal;
export const shareWithNone = () => Promise.resolve();

export function open(
  store: EmbeddedStore,
  classes: string[],
  share: (source: WorkerSource) => Promise<void> = shareWithNone,
  signal: AbortSignal = never,
): Promise<Snapshot> {
  return new EmbeddedDBAdapter(store).openSnapshot({
    classes,
    signal,
    prepare: async () => undefined,
    share,
  });
}
