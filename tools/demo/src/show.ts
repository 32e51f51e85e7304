import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { bytesText, cellText, table, type Paper } from '@weaviate-export/cli';
import { type SampleObject } from '@weaviate-export/sample-data';
import { type ParquetReader } from './parquet-reader.ts';

const ROWS_SHOWN = 3;
/** Where the output is no terminal, and so has no width to fit. */
const PLAIN_WIDTH = 120;
const INDENT = '  ';
const FLOAT32_BYTES = 4;
/** Without the class, which the heading says, and the times, to leave room for the values. */
const SHOWN_COLUMNS = ['id', 'vector', 'named_vectors', 'properties'];

const { stdout } = process;
const PAPER: Paper = {
  width: (stdout.columns || PLAIN_WIDTH) - INDENT.length,
  heading: (text) => styleText('bold', text, { stream: stdout }),
};

/** One class and where it went. */
export interface ExportedClass {
  readonly name: string;
  readonly file: string;
  readonly objects: readonly SampleObject[];
}

/** Prints a file's size, its columns and first rows, as DuckDB reads them. */
export async function showFile(reader: ParquetReader, { name, file, objects }: ExportedClass): Promise<void> {
  const { size } = await stat(file);
  const raw = rawBytes(objects);
  const rows = await reader.footerRows(file);
  const share = ((100 * size) / raw).toFixed(0);
  const about = `${rows.toLocaleString('en-US')} rows in ${bytesText(size)}, ${share} % of ${bytesText(raw)} raw`;
  print(`${styleText('bold', `${name}.parquet`, { stream: stdout })}  ${about}`);

  const columns = await reader.columns(file);
  print(
    table(
      [{ name: 'column' }, { name: 'type' }],
      columns.map(({ name, type }) => [name, type]),
      PAPER,
    ),
  );
  console.log();
  const sample = await reader.query(`SELECT * FROM read_parquet(?) LIMIT ${ROWS_SHOWN}`, file);
  const shown = SHOWN_COLUMNS.filter((column) => sample.some((row) => row[column] !== null));
  print(
    table(
      shown.map((name) => ({ name })),
      sample.map((row) => shown.map((name) => cellText(row[name]))),
      PAPER,
    ),
  );
  console.log();
}

/** Prints where the files lie and what else can be done with them. Paths are shown as seen from `from`. */
export async function showNext(
  { exportFolder, dataFolder, example }: { exportFolder: string; dataFolder: string; example: ExportedClass },
  from: string,
): Promise<void> {
  print('The files stay in');
  for (const entry of (await readdir(exportFolder)).sort()) {
    const path = join(exportFolder, entry);
    print(`  ${relative(from, path)}  ${bytesText((await stat(path)).size)}`);
  }
  const file = relative(from, example.file);
  print(`
Look at them without Python or Java:
  npm run inspect -- schema ${file}
  npm run inspect -- head -n 5 --columns id,properties ${file}
  npm run inspect -- meta ${file}

Ask them with DuckDB, if you have it:
  duckdb -c "SELECT properties->>'$.topic' AS topic, count(*) FROM '${file}' GROUP BY topic ORDER BY 2 DESC"

Start the server on the same data, and export again from a second terminal:
  PERSISTENCE_DATA_PATH=$PWD/${relative(from, dataFolder)} npm start
  curl -X POST http://localhost:8080/v1/export/filesystem -H 'Content-Type: application/json' \\
    -d '{"id": "my-export-1", "include": ["${example.name}"]}'
  curl http://localhost:8080/v1/export/filesystem/my-export-1`);
}

/** The bytes of what was loaded: ids and JSON properties as text, vectors as float32. */
function rawBytes(objects: readonly SampleObject[]): number {
  return objects.reduce((sum, { id, properties, vector, vectors }) => {
    const values = [vector ?? [], ...Object.values(vectors ?? {})].reduce(
      (count, each) => count + each.length,
      0,
    );
    return sum + id.length + Buffer.byteLength(JSON.stringify(properties)) + values * FLOAT32_BYTES;
  }, 0);
}

function print(text: string): void {
  console.log(text.replace(/^(?=.)/gm, INDENT));
}
