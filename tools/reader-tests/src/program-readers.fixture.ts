import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ToldRow } from './rows.fixture.ts';

/** Reads files, in their order; the text of an error where a file cannot be read. */
export type ReadFiles = (paths: readonly string[]) => Promise<(ToldRow[] | string)[]>;

/** A reader of another language: how it is used, or why it is left out on this machine. */
export type ProgramReader = { readonly read: ReadFiles } | { readonly leftOut: string };

/** All that a program is given to do, in milliseconds: the first time, libraries are downloaded. */
const DEADLINE_MS = 600_000;
const MAX_OUTPUT_BYTES = 1 << 28;

const PROGRAMS = join(import.meta.dirname, '..');
const run = promisify(execFile);
const options = { timeout: DEADLINE_MS, maxBuffer: MAX_OUTPUT_BYTES };

async function succeeds(command: string, args: readonly string[], cwd?: string): Promise<boolean> {
  return run(command, args, { ...options, cwd }).then(
    () => true,
    () => false,
  );
}

const rowsOf = (lines: string): ToldRow[] =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ToldRow);

/** A program that prints the rows of the file that it is given. */
function printing(command: string, args: readonly string[]): ReadFiles {
  return async (paths) => {
    const read: (ToldRow[] | string)[] = [];
    for (const path of paths)
      read.push(
        await run(command, [...args, path], options).then(
          ({ stdout }) => rowsOf(stdout),
          ({ message }: Error) => message,
        ),
      );
    return read;
  };
}

/** A library of PyPI. PARQUET_PYTHON names another Python than `python3`, which must have them all. */
export async function pythonReader(library: string): Promise<ProgramReader> {
  const named = process.env['PARQUET_PYTHON'];
  const python = named ?? 'python3';
  if (named === undefined && !(await succeeds(python, ['-c', `import ${library}`])))
    return { leftOut: `${python} has no ${library}` };
  return { read: printing(python, [join(PROGRAMS, 'python/read_parquet.py'), library]) };
}

/** parquet-go, built into the folder. */
export async function goReader(folder: string): Promise<ProgramReader> {
  const source = join(PROGRAMS, 'go');
  if (!(await succeeds('go', ['version']))) return { leftOut: 'there is no Go' };
  if (!(await succeeds('go', ['mod', 'download'], source)))
    return { leftOut: 'parquet-go cannot be downloaded' };
  const program = join(folder, 'readparquet');
  await run('go', ['build', '-o', program, '.'], { ...options, cwd: source });
  return { read: printing(program, []) };
}

/** What Spark asks of Java 17 and later. */
const OPENED = [
  'java.lang',
  'java.lang.invoke',
  'java.lang.reflect',
  'java.io',
  'java.net',
  'java.nio',
  'java.util',
  'java.util.concurrent',
  'sun.nio.ch',
  'sun.security.action',
  'sun.util.calendar',
].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);

/** Spark with its defaults, one life for all files; its libraries come by Maven. */
export async function sparkReader(folder: string): Promise<ProgramReader> {
  const source = join(PROGRAMS, 'java');
  for (const program of ['java', 'mvn'])
    if (!(await succeeds(program, ['--version']))) return { leftOut: `there is no ${program}` };
  const classPath = join(folder, 'class-path');
  const resolve = ['-q', '-B', 'dependency:build-classpath', `-Dmdep.outputFile=${classPath}`];
  if (!(await succeeds('mvn', resolve, source))) return { leftOut: 'Spark cannot be downloaded' };
  return {
    read: async (paths) => {
      const outputs = paths.map((_path, at) => join(folder, `spark-${at}.json`));
      const files = paths.flatMap((path, at) => [path, outputs[at]!]);
      const classes = (await readFile(classPath, 'utf8')).trim();
      await run('java', [...OPENED, '-cp', classes, join(source, 'ReadParquet.java'), ...files], {
        ...options,
        cwd: folder,
      });
      return Promise.all(outputs.map(async (output) => readOutput(await readFile(output, 'utf8'))));
    },
  };
}

/** The rows, or the text of the error that stands in their place. */
function readOutput(lines: string): ToldRow[] | string {
  return lines.startsWith('"') ? (JSON.parse(lines) as string) : rowsOf(lines);
}
