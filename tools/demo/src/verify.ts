import { isDeepStrictEqual } from 'node:util';
import { type SampleObject } from '@weaviate-export/sample-data';
import { type ExportedRow, type ParquetReader } from './parquet-reader.ts';

/** One thing that is not as it was loaded. `id` is absent where the file as a whole differs. */
export interface Difference {
  readonly class: string;
  readonly id?: string;
  readonly what: string;
}

export interface Verified {
  /** Rows read from the file, whether equal or not. */
  readonly rows: number;
  readonly differences: readonly Difference[];
}

/** When the objects were loaded, in milliseconds since 1970: their times lie in between, both ends included. */
export interface LoadTime {
  readonly from: number;
  readonly to: number;
}

/** The standard layout, in DuckDB's types. A class without a kind of vector has a NULL column of FLOAT[]. */
const COLUMNS: Readonly<Record<string, RegExp>> = {
  id: /^VARCHAR$/,
  class_name: /^VARCHAR$/,
  creation_time: /^TIMESTAMP WITH TIME ZONE$/,
  update_time: /^TIMESTAMP WITH TIME ZONE$/,
  vector: /^FLOAT\[\]$/,
  named_vectors: /^(STRUCT\(.*\)|FLOAT\[\])$/,
  properties: /^VARCHAR$/,
};
const SHOWN_CHARACTERS = 80;

/**
 * Reads every row of a class's file and compares each with the object that was loaded: id, class, times, vectors bit for
 * bit, properties as JSON. Rows too few, too many or twice are differences as well.
 * @param objects all objects that were loaded into the class
 */
export async function verifyFile(
  reader: ParquetReader,
  file: string,
  { name, objects, loadTime }: { name: string; objects: readonly SampleObject[]; loadTime: LoadTime },
): Promise<Verified> {
  const differences: Difference[] = (await wrongColumns(reader, file)).map((what) => ({ class: name, what }));
  if (differences.length > 0) return { rows: 0, differences };

  const expected = new Map(objects.map((object) => [object.id, object]));
  const seen = new Set<string>();
  let rows = 0;
  for await (const row of reader.rows(file)) {
    rows += 1;
    const id = row.id ?? 'NULL';
    const object = expected.get(id);
    const whats = !object
      ? ['is in the file, but was never loaded']
      : seen.has(id)
        ? ['is in the file more than once']
        : rowDifferences(object, row, loadTime);
    seen.add(id);
    differences.push(...whats.map((what) => ({ class: name, id, what })));
  }
  for (const id of expected.keys()) {
    if (!seen.has(id)) differences.push({ class: name, id, what: 'was loaded, but is not in the file' });
  }
  const footerRows = await reader.footerRows(file);
  if (footerRows !== rows) {
    differences.push({ class: name, what: `the footer says ${footerRows} rows, the file has ${rows}` });
  }
  return { rows, differences };
}

async function wrongColumns(reader: ParquetReader, file: string): Promise<string[]> {
  const found = new Map((await reader.columns(file)).map(({ name, type }) => [name, type]));
  const wrong = Object.entries(COLUMNS)
    .filter(([name, type]) => !type.test(found.get(name) ?? ''))
    .map(([name]) => `column ${name} is ${found.get(name) ?? 'missing'}`);
  const more = [...found.keys()]
    .filter((name) => !(name in COLUMNS))
    .map((name) => `column ${name} is too much`);
  return [...wrong, ...more];
}

function rowDifferences(object: SampleObject, row: ExportedRow, { from, to }: LoadTime): string[] {
  const whats: string[] = [];
  const compare = (column: string, equal: boolean, expected: unknown, found: unknown) => {
    if (!equal) whats.push(`${column}: loaded ${shown(expected)}, found ${shown(found)}`);
  };
  compare('class_name', row.class_name === object.class, object.class, row.class_name);
  const [created, updated] = [Number(row.created), Number(row.updated)];
  const times = `between ${new Date(from).toISOString()} and ${new Date(to).toISOString()}`;
  compare('creation_time', row.created !== null && created >= from && created <= to, times, row.created);
  compare('update_time', row.updated !== null && updated >= created && updated <= to, times, row.updated);
  compareVectors('vector', object.vector, row.vector, compare);
  const vectors = fields(row.named_vectors);
  for (const name of namesOf(object.vectors ?? {}, vectors)) {
    compareVectors(`named_vectors.${name}`, object.vectors?.[name], vectors[name], compare);
  }
  const properties = fields(parsed(row.properties));
  for (const name of namesOf(object.properties, properties)) {
    const [expected, found] = [object.properties[name], properties[name]];
    compare(`properties.${name}`, isDeepStrictEqual(expected, found), expected, found);
  }
  return whats;
}

type Compare = (column: string, equal: boolean, expected: unknown, found: unknown) => void;

/** Every float32 has one double, so that Object.is tells any two apart that differ in a bit, 0 and -0 included. */
function compareVectors(
  column: string,
  expected: readonly number[] | undefined,
  found: unknown,
  compare: Compare,
): void {
  if (expected === undefined || !Array.isArray(found)) {
    compare(column, expected === undefined && (found ?? null) === null, expected ?? null, found ?? null);
    return;
  }
  if (found.length !== expected.length) {
    compare(`${column} length`, false, expected.length, found.length);
    return;
  }
  const at = expected.findIndex((value, index) => !Object.is(value, found[index]));
  if (at >= 0) compare(`${column}[${at}]`, false, expected[at], found[at]);
}

function namesOf(...values: readonly object[]): Set<string> {
  return new Set(values.flatMap((value) => Object.keys(value)));
}

/** The fields of a struct that are not NULL; what should be a struct and is not has one field, itself. */
function fields(struct: unknown): Record<string, unknown> {
  if (struct === null) return {};
  if (typeof struct !== 'object' || Array.isArray(struct)) return { 'not an object': struct };
  return Object.fromEntries(Object.entries(struct).filter(([, value]) => value !== null));
}

/** The value that a text stands for; the text itself where it is no JSON. */
function parsed(json: unknown): unknown {
  try {
    return typeof json === 'string' ? (JSON.parse(json) as unknown) : json;
  } catch {
    return json;
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Object.is(value, -0)) return '-0';
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
