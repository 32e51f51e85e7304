import { createHash } from 'node:crypto';
import { ExportError, FORMAT_VERSION, type ClassDefinition } from '@weaviate-export/entities-export';
import { inWholeCharacters } from '../columns/whole-characters.ts';
import { fixedLengths } from '../layout/arrow-schema.ts';
import type { ClassLayout } from '../layout/layout.ts';
import { schemaText } from '../layout/schema-text.ts';
import { mergeLengths, type VectorLengths } from '../layout/vector-lengths.ts';
import type { EncodedPart } from './part.ts';
import { TimeSlice } from '@weaviate-export/waiting';
import { MAGIC } from './footer.ts';
import { JoinedRowGroups } from './joined-row-groups.ts';

/** What one Parquet file holds. */
export interface FileContents {
  /** Relative to the home of the export. */
  readonly name: string;
  readonly className: string;
  readonly definition: ClassDefinition;
  readonly tenant?: string;
  readonly layout: ClassLayout;
  /** The one length that all vectors of a name have, where the source holds them to one; '' is the unnamed vector. */
  readonly dimensions: Readonly<Record<string, number>>;
}

/** Where the bytes of a file go, such as the sink of a backend. */
export interface ByteWriter {
  /** Takes the next bytes; resolves when it is ready for more, and their memory is the caller's again. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What is known of a file once it is whole. */
export interface AssembledFile {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly lowestId: string;
  readonly highestId: string;
  readonly rowGroups: number;
  readonly schemaFingerprint: string;
  /** Halves of surrogate pairs, for each of which there is U+FFFD. */
  readonly replacedCharacters: number;
}

/** Bytes hashed in one go: 1 MiB takes about half a millisecond of the main thread. */
const HASH_SLICE_BYTES = 1024 * 1024;
/**
 * Bytes written in one go. Each write waits for two threads to get a core, which the workers hold: with 1 MiB that took
 * longer than the write, and workers waited for parts to be written.
 */
const WRITE_SLICE_BYTES = 4 * 1024 * 1024;
/** Pieces that have no more bytes than this together are written in one go: a small row group, or a footer. */
const JOINED_BYTES = 64 * 1024;

/** Makes one Parquet file of parts, in the order given, and streams it to a sink. */
export class FileAssembler {
  readonly #file: FileContents;
  readonly #sink: ByteWriter;
  readonly #onWritten: (bytes: number) => void;
  readonly #joined = new JoinedRowGroups();
  readonly #hash = createHash('sha256');
  readonly #slice = new TimeSlice();
  readonly #lengths = new Map<string, VectorLengths>();
  #bytes = 0;
  #lowestId = '';
  #highestId = '';
  #replacedCharacters = 0;

  /** @param onWritten called with the bytes of each piece that the sink has taken */
  constructor(file: FileContents, sink: ByteWriter, onWritten: (bytes: number) => void = () => undefined) {
    this.#file = file;
    this.#sink = sink;
    this.#onWritten = onWritten;
  }

  /**
   * Appends a part as the next row group. Resolves when its memory is the caller's again.
   * @param expected rows that the range of the part holds
   * @throws ExportError ROWS_DIFFER unless the rows expected, scanned and encoded are the same
   */
  async append(part: EncodedPart, expected: number): Promise<void> {
    const { rows, pages } = part.rowGroup;
    this.#joined.append(part.rowGroup, this.#file.name);
    if (rows !== expected || part.scanned !== expected) {
      throw new ExportError('ROWS_DIFFER', [
        this.#file.name,
        `cut ${expected}, scanned ${part.scanned}, encoded ${rows}`,
      ]);
    }
    const pieces = this.#joined.rowGroups === 1 ? [MAGIC, ...pages] : pages;
    if (pieces.reduce((sum, { length }) => sum + length, 0) <= JOINED_BYTES) await this.#writeJoined(pieces);
    else for (const piece of pieces) await this.#write(piece);
    mergeLengths(this.#lengths, part.lengths);
    this.#replacedCharacters += part.replacedCharacters;
    // The shards of a class follow one another, each in order of id.
    if (this.#lowestId === '' || part.firstId < this.#lowestId) this.#lowestId = part.firstId;
    if (part.lastId > this.#highestId) this.#highestId = part.lastId;
  }

  /**
   * Writes the footer. The sink is left to the caller to close.
   * @param expected rows of the whole file
   * @throws ExportError ROWS_DIFFER
   */
  async finish(expected: number): Promise<AssembledFile> {
    if (this.#joined.rows !== expected) {
      throw new ExportError('ROWS_DIFFER', [this.#file.name, `cut ${expected}, footer ${this.#joined.rows}`]);
    }
    const keyValues = this.#keyValues();
    // The schema of thousands of columns is a slice of its own.
    await this.#slice.pause();
    await this.#writeJoined(this.#joined.finish(keyValues));
    await this.#slice.pause();
    return {
      rows: this.#joined.rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      lowestId: this.#lowestId,
      highestId: this.#highestId,
      rowGroups: this.#joined.rowGroups,
      schemaFingerprint: fingerprintOf(this.#file.layout, this.#joined.schema!),
      replacedCharacters: this.#replacedCharacters,
    };
  }

  /** Writes pieces one behind the other, small ones that follow one another as one. */
  async #writeJoined(pieces: Iterable<Uint8Array>): Promise<void> {
    let small: Uint8Array[] = [];
    let bytes = 0;
    for (const piece of pieces) {
      if (bytes + piece.length > JOINED_BYTES) {
        await this.#write(Buffer.concat(small));
        [small, bytes] = [[], 0];
      }
      small.push(piece);
      bytes += piece.length;
      const pause = this.#slice.pause();
      if (pause !== undefined) await pause;
    }
    await this.#write(Buffer.concat(small));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += WRITE_SLICE_BYTES) {
      const slice = bytes.subarray(from, from + WRITE_SLICE_BYTES);
      const taken = this.#sink.write(slice);
      // Awaited below; until then a failure must not count as unhandled.
      taken.catch(() => undefined);
      // Beside the write, which another thread does.
      await this.#digest(slice);
      await taken;
      this.#bytes += slice.length;
      this.#onWritten(slice.length);
    }
  }

  async #digest(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += HASH_SLICE_BYTES) {
      this.#hash.update(bytes.subarray(from, from + HASH_SLICE_BYTES));
      await this.#slice.pause();
    }
  }

  #keyValues(): Map<string, string> {
    const { className, definition, tenant, layout } = this.#file;
    const dimensions = new Map(Object.entries(this.#file.dimensions));
    const fixed = fixedLengths(dimensions, this.#lengths);
    const vectors = layout.vectors.map(({ name, distance }) => {
      const length = dimensions.get(name ?? '') ?? this.#lengths.get(name ?? '')?.length;
      return [name ?? '', { dimensions: Number.isNaN(length) ? null : (length ?? null), distance }];
    });
    return new Map([
      ['collection', className],
      ...(tenant === undefined ? [] : [['tenant', tenant] as const]),
      ['class', definitionText(definition)],
      ['format_version', String(FORMAT_VERSION)],
      ['vectors', JSON.stringify(Object.fromEntries(vectors))],
      ['ARROW:schema', schemaText(layout, fixed).text],
    ]);
  }
}

/** What the files of a class have in common, of which a class of many tenants has thousands. */
const definitionTexts = new WeakMap<ClassDefinition, string>();
const fingerprints = new WeakMap<
  ClassLayout,
  { readonly schema: Uint8Array; readonly fingerprint: string }
>();

function definitionText(definition: ClassDefinition): string {
  const known = definitionTexts.get(definition);
  if (known !== undefined) return known;
  const { json } = inWholeCharacters(JSON.stringify(definition));
  definitionTexts.set(definition, json);
  return json;
}

function fingerprintOf(layout: ClassLayout, schema: Uint8Array): string {
  const known = fingerprints.get(layout);
  if (known !== undefined && Buffer.compare(known.schema, schema) === 0) return known.fingerprint;
  const fingerprint = createHash('sha256').update(schema).digest('hex');
  fingerprints.set(layout, { schema, fingerprint });
  return fingerprint;
}
