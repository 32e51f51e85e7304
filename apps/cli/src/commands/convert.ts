import type { Command } from 'commander';
import type { ConvertOptions } from '../export/export-options.ts';
import { exporting } from './export.ts';
import type { Program } from './program.ts';

export function convertCommand(program: Command, { folder, ended }: Program): void {
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
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, target: string, options: ConvertOptions) => {
      const [{ exportTo }, { openExport }] = await Promise.all([
        import('../export/export-to.ts'),
        import('../open-export.ts'),
      ]);
      ended(
        await exportTo(target, (opening) => openExport(from, options.definitions, opening), options, folder),
      );
    });
}

const EXAMPLES = `
Examples
  weaviate-export convert ./out/nightly ./converted --layout typed
  weaviate-export convert s3://bucket/weaviate/backup-7 ./converted --definitions schema.json

It reads exports of this project, whatever their layout, and those that Weaviate writes itself, which lack the classes'
definitions: without --definitions they become standard or weaviate alone.`;
