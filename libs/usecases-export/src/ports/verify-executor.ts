import type { KeyRange } from '@weaviate-export/entities-export';
import type { ClassLayout, FetchedRowGroup, ScannedPart } from '@weaviate-export/format';
import type { CheckedClass, ObjectDigests, ReadClass, RowGroupCheck } from '@weaviate-export/format/decoder';
import type { ShardAddress } from './db-adapter.ts';
import type { PartWorkers } from './part-executor.ts';

/** The digests of a range's objects. */
export interface RangeDigests {
  readonly digests: ObjectDigests;
  /** Of an estimate, what the scan left, to be read next. */
  readonly rest: readonly KeyRange[];
}

/** A range of a shard, and the layout whose files are compared with it. Plain JSON. */
export interface DigestJob {
  readonly shard: ShardAddress;
  readonly range: KeyRange;
  readonly layout: ClassLayout;
}

/** Workers of one verification, given back by disposal. One that dies fails what it was doing with WORKER_DIED, and is replaced. */
export interface VerifyWorkers
  extends Pick<PartWorkers, 'size' | 'prepare' | 'share' | 'cut'>, AsyncDisposable {
  /** Reads every page and value of a row group. Its memory goes to the worker. */
  check(rowGroup: FetchedRowGroup, ofClass: CheckedClass): Promise<RowGroupCheck>;
  /**
   * The digests of a row group's objects. Its memory goes to the worker.
   * @throws ExportError PARQUET_INVALID
   */
  digest(rowGroup: FetchedRowGroup, ofClass: ReadClass): Promise<ObjectDigests>;
  /**
   * Scans a range and digests its objects as a file of the layout has them.
   * @param here scans it on this thread, where the worker has no source open
   * @throws ExportError OBJECT_INVALID, PROPERTY_MISFIT, or what the source throws
   */
  digestRange(job: DigestJob, here: () => Promise<ScannedPart>): Promise<RangeDigests>;
}

/** Reads row groups away from the main thread, to verify them. */
export interface VerifyExecutor {
  /**
   * Workers for one verification, ready to work. When the signal aborts, what they do is abandoned.
   * @throws ExportError WORKER_DIED
   */
  startVerify(signal: AbortSignal): Promise<VerifyWorkers>;
}
