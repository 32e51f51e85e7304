import type { EncodingName, LayoutName } from '@weaviate-export/format';
import type { ServiceIdentifier } from 'inversify';

/** How a host wants its exports. */
export interface SchedulerOptions {
  /** false refuses every new export, with the way to enable them. */
  readonly enabled: boolean;
  /** Bucket of exports that name none; undefined means that each must. */
  readonly defaultBucket?: string;
  /** Path of exports that name none, below the backend's root, without slashes at its ends. */
  readonly defaultPath: string;
  /** Layout of exports that name none, as clients of Weaviate cannot; undefined means `standard`. */
  readonly defaultLayout?: LayoutName;
  /** Encoding of exports that name none; undefined means `plain`. */
  readonly defaultEncoding?: EncodingName;
  /**
   * Buckets that a request may name beside the default one; `*` is any. Undefined: the default one alone, or any where
   * there is no default.
   */
  readonly allowedBuckets?: readonly string[];
  /** Exports that may run at a time, 1 or more. */
  readonly maxConcurrent: number;
  /** This server's lasting id, written into the records of its exports. */
  readonly owner: string;
  /** Worker threads an export, 1 or more; 0 means one a core. */
  readonly parallelism: number;
}

export const SchedulerOptions = Symbol.for('@weaviate-export/SchedulerOptions') as ServiceIdentifier<
  Partial<SchedulerOptions>
>;
