import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import type { ConvertOptions, ExportOptions } from './export/export-options.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** Classes, joined by commas or by the option being given again. */
const list = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

/** Most worker threads that may be asked for. */
const MOST_WORKERS = 1_024;

function workers(text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < 0 || count > MOST_WORKERS)
    throw new InvalidArgumentError(`allowed is a whole number from 0 to ${MOST_WORKERS}`);
  return count;
}

/**
 * The commands with their options; what a command does is loaded when it is called.
 * @param folder what relative paths are below
 * @param ended told the exit code
 */
export function commandLine(folder: string, ended: (exitCode: number) => void): Command {
  const program = new Command('weaviate-export')
    .description('Exports whole collections of a Weaviate as Parquet files, and shows what exports hold.')
    .version(version, '-V, --version')
    .exitOverride()
    .showHelpAfterError('Try: weaviate-export --help')
    .addHelpText('after', EXAMPLES);
  const exporting = (command: Command): Command =>
    command
      .option('--id <id>', 'name of the export, a folder in the target (default: the UTC time)')
      .option('--include <classes>', 'these classes alone, joined by commas', list)
      .option('--exclude <classes>', 'all classes but these', list)
      .option('--layout <layout>', 'columns of the files: standard, typed or weaviate')
      .option('--encoding <encoding>', 'plain, which every reader has, or compact')
      .option('--codec <codec>', 'zstd, snappy, lz4, gzip or none')
      .option('--parallelism <threads>', 'worker threads; 0 is one a core', workers, 0)
      .option('--json', 'the status as lines of JSON on standard output')
      .option('--quiet', 'nothing but errors');
  exporting(
    program
      .command('export')
      .description('writes the collections of a Weaviate into a folder or bucket')
      .argument('<source>', 'URL of a Weaviate, or the folder of a store that no server has open')
      .argument('<target>', 'a folder, s3://bucket/path, gs://bucket/path or az://container/path'),
  )
    .addHelpText('after', EXPORT_EXAMPLES)
    .action(async (source: string, target: string, options: ExportOptions) => {
      const [{ exportTo }, { openSource }] = await Promise.all([
        import('./export/export-to.ts'),
        import('./source.ts'),
      ]);
      ended(await exportTo(target, (opening) => openSource(source, opening), options, folder));
    });
  exporting(
    program
      .command('convert')
      .description('writes an export anew, in another layout, encoding or codec, into a folder or bucket')
      .argument('<export>', 'the folder of a whole export: of a machine, or s3://bucket/path/id and so on')
      .argument('<target>', 'a folder, s3://bucket/path, gs://bucket/path or az://container/path'),
  )
    .option(
      '--definitions <file>',
      "classes of Weaviate's own export: what GET /v1/schema answers, as a file",
    )
    .addHelpText('after', CONVERT_EXAMPLES)
    .action(async (from: string, target: string, options: ConvertOptions) => {
      const [{ exportTo }, { openExport }] = await Promise.all([
        import('./export/export-to.ts'),
        import('./open-export.ts'),
      ]);
      ended(
        await exportTo(target, (opening) => openExport(from, options.definitions, opening), options, folder),
      );
    });
  return program;
}

const EXAMPLES = `
Examples
  weaviate-export export http://localhost:8080 ./out
  weaviate-export export --help

Exit codes: 0 done, 1 failed, 2 wrong arguments, 130 interrupted.`;

const CONVERT_EXAMPLES = `
Examples
  weaviate-export convert ./out/nightly ./converted --layout typed
  weaviate-export convert s3://bucket/weaviate/backup-7 ./converted --definitions schema.json

It reads exports of this project, whatever their layout, and those that Weaviate writes itself, which lack the classes'
definitions: without --definitions they become standard or weaviate alone.`;

const EXPORT_EXAMPLES = `
Examples
  weaviate-export export http://localhost:8080 ./out
  weaviate-export export https://NAME.weaviate.cloud s3://bucket/weaviate --include Article,Author --layout typed
  weaviate-export export ./data ./out --id nightly --json

The export lies in a folder of its id in the target. Ctrl-C cancels it and leaves nothing; twice, it stops at once.
Credentials come from the environment: WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN of the Weaviate, those of S3, Google
Cloud Storage and Azure as their own tools have them.`;
