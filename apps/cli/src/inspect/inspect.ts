import type { Program } from '../commands/program.ts';
import { cellText } from '../text/cell-text.ts';
import { jsonValue } from '../text/json-value.ts';
import { paperOf, type Paper } from '../text/paper.ts';
import { table } from '../text/table.ts';
import { fileFacts } from './file-facts.ts';
import { viewAndFile, type InspectOptions } from './inspect-options.ts';
import { metaText } from './meta-text.ts';
import { openFile } from './open-file.ts';
import { readFooter, readHead, type ParquetFile } from './parquet-file.ts';
import { schemaJson, schemaText } from './schema-text.ts';

/**
 * Prints what is in a Parquet file, of this machine or in a bucket.
 * @param first a view, or the file where there is no `second`
 * @throws Failure, or what the backend throws
 */
export async function inspect(
  first: string | undefined,
  second: string | undefined,
  options: InspectOptions,
  { folder, environment, stdout }: Pick<Program, 'folder' | 'environment' | 'stdout'>,
): Promise<void> {
  const [view, name] = viewAndFile(first, second);
  await using opened = await openFile(name, folder, environment);
  const parquet = await readFooter(name, opened.buffer, options.columns);
  const text = await SHOWN[view](parquet, options, paperOf(stdout));
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** What each view prints. */
const SHOWN = { schema, head, meta } as const;

function schema({ footer, columns }: ParquetFile, { json }: InspectOptions): string {
  const message = footer.schema[0]?.name ?? 'schema';
  return json ? document(schemaJson(message, columns)) : schemaText(message, columns);
}

async function head(
  parquet: ParquetFile,
  { rows: count, json }: InspectOptions,
  paper: Paper,
): Promise<string> {
  const rows = await readHead(parquet, count);
  if (json) return rows.map((row) => JSON.stringify(jsonValue(row))).join('\n');
  const names = parquet.columns.map(({ element }) => element.name);
  const printed = table(
    names.map((name) => ({ name })),
    rows.map((row) => names.map((name) => cellText(row[name]))),
    paper,
  );
  const all = parquet.footer.num_rows.toLocaleString('en-US');
  return `${printed}\n\n${rows.length.toLocaleString('en-US')} of ${all} rows`;
}

function meta(parquet: ParquetFile, { json }: InspectOptions, paper: Paper): string {
  const facts = fileFacts(parquet);
  return json ? document({ file: parquet.name, ...facts }) : metaText(parquet.name, facts, paper);
}

function document(value: unknown): string {
  return JSON.stringify(jsonValue(value), null, 2);
}
