import { styleText } from 'node:util';
import { HELP, readCall, type Call } from './call.ts';
import { cellText } from './cell-text.ts';
import { FileError, UsageError } from './failures.ts';
import { fileFacts } from './file-facts.ts';
import { jsonValue } from './json-value.ts';
import { metaText } from './meta-text.ts';
import { openParquet, readHead, type ParquetFile } from './parquet-file.ts';
import { schemaJson, schemaText } from './schema-text.ts';
import { table, type Paper } from './table.ts';

const { stdout, stderr } = process;

/** Colours and a width to fit are for terminals alone: a pipe gets plain text. */
const PAPER: Paper = stdout.isTTY
  ? { width: stdout.columns || undefined, heading: (text) => styleText('bold', text, { stream: stdout }) }
  : { width: undefined, heading: (text) => text };

/** Does what the command line says; returns what to print. */
async function inspect(args: readonly string[]): Promise<string> {
  // npm runs its scripts in the workspace; INIT_CWD is where the user stood.
  const call = readCall(args, process.env['INIT_CWD'] ?? process.cwd());
  if (call === 'help') return HELP;
  const parquet = await openParquet(call);
  switch (call.command) {
    case 'schema':
      return schema(call, parquet);
    case 'head':
      return head(call, parquet);
    case 'meta':
      return meta(call, parquet);
  }
}

function schema({ json }: Call, { footer, columns }: ParquetFile): string {
  const message = footer.schema[0]?.name ?? 'schema';
  return json ? document(schemaJson(message, columns)) : schemaText(message, columns);
}

async function head(call: Call, parquet: ParquetFile): Promise<string> {
  const rows = await readHead(parquet, call);
  if (call.json) return rows.map((row) => JSON.stringify(jsonValue(row))).join('\n');
  const names = parquet.columns.map(({ element }) => element.name);
  const printed = table(
    names.map((name) => ({ name })),
    rows.map((row) => names.map((name) => cellText(row[name]))),
    PAPER,
  );
  const all = parquet.footer.num_rows.toLocaleString('en-US');
  return `${printed}\n\n${rows.length.toLocaleString('en-US')} of ${all} rows`;
}

function meta({ file, json }: Call, parquet: ParquetFile): string {
  const facts = fileFacts(parquet);
  return json ? document({ file, ...facts }) : metaText(file, facts, PAPER);
}

function document(value: unknown): string {
  return JSON.stringify(jsonValue(value), null, 2);
}

// `… | head -1` closes the pipe early: that is no error of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const text = await inspect(process.argv.slice(2));
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof FileError)) throw error;
  const hint = error instanceof UsageError ? '\nTry: npm run inspect -- --help' : '';
  stderr.write(`inspect: ${error.message}${hint}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
