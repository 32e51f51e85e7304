import {
  isExportError,
  ExportError,
  type ErrorArguments,
  type ErrorCode,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import type { ShardAddress, WorkerSource } from '../ports/db-adapter.ts';
import type {
  ClassLayout,
  EncodedPart,
  FetchedRowGroup,
  IdEntries,
  PartEncoding,
  ScannedPart,
} from '@weaviate-export/format';
import type { CheckedClass, ObjectDigests, ReadClass, RowGroupCheck } from '@weaviate-export/format/decoder';
import type {
  EntriesJob,
  PackedObjects,
  PartJob,
  RangeEntries,
  SelectedPart,
  SelectionJob,
} from '../ports/part-executor.ts';
import type { RestoreJob } from '../ports/restore-executor.ts';
import type { WriterModule, WriterStep } from '../ports/restore-target.ts';
import type { DigestJob, RangeDigests } from '../ports/verify-executor.ts';
import type { RestoredRowGroup } from './restore-part.ts';

/** What a worker can be asked, by name: what it takes and what it answers. */
export interface WorkerTasks {
  /** Answers once the thread has loaded. */
  ready: () => void;
  /** Loads the module of a source, so that `open` is quick. */
  load: (moduleUrl: string) => void;
  open: (source: WorkerSource) => void;
  cut: (shard: ShardAddress, limits: RangeLimits) => KeyRange[];
  /** Loads what makes parts, so that the first ones are quick. */
  warm: () => void;
  run: (job: PartJob, memory?: SharedArrayBuffer) => EncodedPart;
  encode: (part: ScannedPart, encoding: PartEncoding, memory?: SharedArrayBuffer) => EncodedPart;
  /** Reads every page and value of a row group. */
  check: (rowGroup: FetchedRowGroup, ofClass: CheckedClass) => RowGroupCheck;
  /** The ids of a row group, with their times. */
  entries: (rowGroup: FetchedRowGroup) => IdEntries;
  digest: (rowGroup: FetchedRowGroup, ofClass: ReadClass) => ObjectDigests;
  digestRange: (job: DigestJob) => RangeDigests;
  digestPart: (part: ScannedPart, layout: ClassLayout) => RangeDigests;
  select: (job: SelectionJob) => SelectedPart;
  entriesOf: (job: EntriesJob) => RangeEntries;
  /** Makes columns of packed objects, and encodes them. */
  encodePacked: (
    pieces: readonly PackedObjects[],
    encoding: PartEncoding,
    memory?: SharedArrayBuffer,
  ) => EncodedPart;
  openWriter: (writer: WriterModule) => void;
  /** Decodes a row group and begins to write its objects; what was begun before is left. */
  restore: (job: RestoreJob) => void;
  /** The next step of it, or what there is to say at its end. */
  writerStep: () => WriterStep | RestoredRowGroup;
  /** Closes what is open. */
  release: () => void;
  /** Closes what is open; the worker's thread ends by itself then. */
  close: () => void;
}
export type TaskName = keyof WorkerTasks;

export interface WorkerRequest<Name extends TaskName = TaskName> {
  readonly id: number;
  readonly task: Name;
  readonly args: Parameters<WorkerTasks[Name]>;
}

export type WorkerReply =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: PortableError };

/** An error as it crosses threads: structured clone would lose its code. */
export interface PortableError {
  readonly code?: ErrorCode;
  readonly args?: readonly unknown[];
  readonly message: string;
  readonly stack?: string;
  readonly cause?: PortableError;
}

/** How deep a chain of causes is carried over. */
const MAX_CAUSES = 5;

export function toPortable(error: unknown, depth = 0): PortableError {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    message: error.message,
    ...(isExportError(error) && { code: error.code, args: error.args }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: toPortable(error.cause, depth + 1) }),
  };
}

export function fromPortable({ code, args, message, stack, cause }: PortableError): Error {
  const options = cause === undefined ? undefined : { cause: fromPortable(cause) };
  const error =
    code === undefined
      ? new Error(message, options)
      : new ExportError(code, args as ErrorArguments<ErrorCode>, options);
  if (stack !== undefined) error.stack = stack;
  return error;
}
