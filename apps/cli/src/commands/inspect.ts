import type { Command } from 'commander';
import type { InspectOptions } from '../inspect/inspect-options.ts';
import { list, wholeNumber, type Program } from './program.ts';

/** Rows that are shown where nobody says how many. */
const ROWS = 10;

export function inspectCommand(program: Command, running: Program): void {
  const rows = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'a whole number of rows, 1 or more');
  program
    .command('inspect')
    .description('shows what is in a Parquet file, without Python or Java')
    .usage('[schema|head|meta] FILE [options]')
    .argument('[view]', 'schema: the columns as a tree; head: the first rows; meta: what the footer says')
    .argument('[file]', 'a file, s3://bucket/path/Class.parquet, gs://… or az://…')
    .option('-n, --rows <rows>', 'rows that head prints', rows, ROWS)
    .option('-c, --columns <names>', 'these top-level columns alone, joined by commas', list)
    .option('--json', 'one JSON document; of head, a line a row')
    .addHelpText('after', EXAMPLES)
    .action(async (first: string | undefined, second: string | undefined, options: InspectOptions) => {
      const { inspect } = await import('../inspect/inspect.ts');
      await inspect(first, second, options, running);
    });
}

const EXAMPLES = `
Views
  schema    the columns as a tree, in Parquet's own notation
  head      the first rows as a table: what is shown without a view
  meta      size, row groups, and per column: codec, encodings, sizes, statistics

Examples
  weaviate-export inspect Article.parquet
  weaviate-export inspect head -n 3 --columns id,properties Article.parquet
  weaviate-export inspect head -n 100 --json Article.parquet | jq .id
  weaviate-export inspect meta s3://bucket/weaviate/nightly/Article.parquet

In JSON, 64-bit integers past 2^53 are strings, and bytes that are no text are base64. Of a file in a bucket no more is
read than is shown. Exit codes: 0 shown, 1 the file could not be read, 2 the call was wrong.`;
