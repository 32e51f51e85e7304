import type { ClassDefinition, VectorDescription } from '@weaviate-export/entities-export';
import { ArrayReader } from '../array-source.fixture.ts';
import { DEFAULT_LAYOUT, type LayoutName } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import { encodePart } from '../part/encode-part.ts';
import { scanPart } from '../part/scan-part.ts';
import { planFiles, type PlannedFile } from '../planned-file.ts';
import type { Sink } from '../ports/backend.ts';
import type { ExportObject } from '../ports/db-adapter.ts';
import type { EncodedPart } from '../ports/part-executor.ts';
import { DEFAULT_CODEC, type Codec } from './codec.ts';
import { FileAssembler, type AssembledFile } from './file-assembler.ts';
import { MAGIC } from './footer.ts';
import { JoinedRowGroups } from './joined-row-groups.ts';

/** A class with its objects, in order of id, as one shard. */
export interface FilledClass {
  readonly definition: ClassDefinition;
  readonly objects: readonly ExportObject[];
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly codec?: Codec;
  readonly layout?: LayoutName;
  /** Objects a row group. */
  readonly rowGroup?: number;
}

export const SHARD = 'shard-0';

/** A sink that keeps what it is given. */
export class CollectingSink implements Sink {
  readonly pieces: Uint8Array[] = [];

  get file(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.pieces));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes.slice());
  }

  async close(): Promise<void> {}
  async abort(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

export function plannedFile({
  definition,
  dimensions = {},
  layout = DEFAULT_LAYOUT,
}: FilledClass): PlannedFile {
  const planned = { name: definition.class, definition, dimensions, shards: [{ name: SHARD }] };
  return planFiles(planned, layout)[0]!;
}

/** The row groups of a class, each encoded on this thread as a worker does it. */
export async function encodedParts(filled: FilledClass): Promise<EncodedPart[]> {
  const { definition, objects, codec = DEFAULT_CODEC, rowGroup = 10_000 } = filled;
  const reader = new ArrayReader([{ definition, shards: { [SHARD]: objects } }]);
  const address = { class: definition.class, shard: SHARD };
  const { layout } = plannedFile(filled);
  const parts: EncodedPart[] = [];
  for (const range of reader.cut(address, { objects: rowGroup, bytes: Infinity })) {
    parts.push(encodePart(await scanPart(reader, address, range, layout), { layout, codec }));
  }
  return parts;
}

/** A class as the Parquet file that an export makes of it. */
export async function encodedFile(
  filled: FilledClass,
): Promise<{ file: Uint8Array; assembled: AssembledFile; vectors: readonly VectorDescription[] }> {
  const planned = plannedFile(filled);
  const sink = new CollectingSink();
  const assembler = new FileAssembler(planned, sink);
  for (const part of await encodedParts(filled)) await assembler.append(part, part.scanned);
  const assembled = await assembler.finish(filled.objects.length);
  return { file: sink.file, assembled, vectors: planned.layout.vectors };
}

/** The row groups of a class joined to a file, with the key-value pairs given. */
export async function joinedFile(
  filled: FilledClass,
  keyValues = new Map<string, string>(),
): Promise<Uint8Array> {
  const joining = joinedRowGroups(filled.layout);
  const pieces: Uint8Array[] = [MAGIC];
  for (const { files } of await encodedParts(filled))
    pieces.push(...joining.append(files, 'Doc.parquet').pages);
  return new Uint8Array(Buffer.concat([...pieces, ...joining.finish(keyValues)]));
}

export function joinedRowGroups(layout: LayoutName = DEFAULT_LAYOUT): JoinedRowGroups {
  return new JoinedRowGroups(layoutOf(layout).columns.map(({ name }) => name));
}
