import type { RangeLimits } from '@weaviate-export/entities-export';
import { Struct, type DataType } from 'apache-arrow';
import { arrowSchema } from './arrow-schema.ts';
import type { ClassLayout } from './layout.ts';
import { layoutOf } from './layouts.ts';

/** Objects of a row group at the most: so many are what readers like. */
const MOST_OBJECTS = 10_000;

/** Bytes of a row group's columns, about: 64 MiB, which bounds the memory of a worker. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Values of a row group at the most, with NULLs, one for each of its objects in each leaf of the schema. A NULL is next to
 * nothing of the bytes, but a writer has a place for it in each of its buffers, and hyparquet, which reads whole row
 * groups, 200 bytes: half a gigabyte. Classes of up to 250 leaves never get there; one of 1,000 has 2,500 objects.
 */
const MOST_VALUES = 2_500_000;

/** Where a row group ends, in a file of the layout: at whichever limit comes first. */
export function rowGroupLimits(layout: ClassLayout): RangeLimits {
  return {
    objects: Math.min(MOST_OBJECTS, Math.max(1, Math.floor(MOST_VALUES / leafCount(layout)))),
    bytes: Math.floor(MOST_BYTES / layoutOf(layout.name).growth(layout)),
  };
}

/** The files of a class have a layout in common, and each of its shards asks. */
const leafCounts = new WeakMap<ClassLayout, number>();

/** Leaves of the schema of such files. */
export function leafCount(layout: ClassLayout): number {
  const known = leafCounts.get(layout);
  if (known !== undefined) return known;
  const leaves = leavesOf(new Struct(arrowSchema(layoutOf(layout.name).columns, layout).fields));
  leafCounts.set(layout, leaves);
  return leaves;
}

function leavesOf({ children }: DataType): number {
  return children?.reduce((sum, { type }) => sum + leavesOf(type as DataType), 0) ?? 1;
}

/** What a file may have beside its row groups, in bytes: its footer. */
const FOOTER_BOUND_BYTES = 1024 * 1024;

/**
 * An upper bound of a file's size in bytes, by which a sink chooses its part size.
 * @param bytes sum of `exportObjectBytes` over its objects
 */
export function fileBytesBound({ name }: ClassLayout, bytes: number): number {
  return Math.ceil(bytes * layoutOf(name).mostGrowth) + FOOTER_BOUND_BYTES;
}
