import type { Command } from 'commander';
import type { ExportOptions } from '../export/export-options.ts';
import { parseFilters, parseProperties, parseVectors } from '../export/selection-options.ts';
import { list, SERVER_OPTION, withWorkers, type Program } from './program.ts';

type ExportCall = [
  source: string,
  target: string | undefined,
  options: ExportOptions & { readonly server?: string },
  command: Command,
];

/** What the commands take that write an export. */
export function exporting(command: Command): Command {
  command.option('--id <id>', 'name of the export, a folder in the target (default: the UTC time)');
  return withWorkers(choosing(command))
    .option('--json', 'the status as lines of JSON on standard output')
    .option('--quiet', 'nothing but errors');
}

/** What of the data is exported, and how files are made. */
export function choosing(command: Command): Command {
  return command
    .option('--include <classes>', 'these classes alone, joined by commas', list)
    .option('--exclude <classes>', 'all classes but these', list)
    .option('--layout <layout>', 'columns of the files: standard, typed or weaviate')
    .option('--encoding <encoding>', 'plain, which every reader has, or compact')
    .option('--codec <codec>', 'zstd, snappy, lz4, gzip or none')
    .option(
      '--where <filters>',
      'objects that a filter lets through, by class: JSON as in selection.md',
      parseFilters,
    )
    .option(
      '--properties <names>',
      'of a class these properties alone: Article.title,Article.price',
      parseProperties,
    )
    .option('--vectors <names>', 'all, none, or these alone; default is the unnamed one', parseVectors)
    .option('--tenants <names>', 'these tenants alone, of classes that have some', list);
}

/** How a Weaviate is read. */
export function reading(command: Command): Command {
  return command
    .option('--activate-tenants', 'COLD tenants of a Weaviate too: active until the export ends')
    .option('--consistency-level <level>', 'replicas of a Weaviate that have to agree: ONE, QUORUM or ALL');
}

export function exportCommand(program: Command, running: Program): void {
  const { folder, ended } = running;
  const command = exporting(
    program
      .command('export')
      .description('writes the collections of a Weaviate into a folder or bucket')
      .argument('<source>', 'URL of a Weaviate, or the folder of a store that no server has open')
      .usage('SOURCE TARGET [options] | --server URL TARGET [options]')
      .argument('[target]', 'a folder, s3://bucket/path, gs://bucket/path or az://container/path'),
  );
  reading(command)
    .option('--since <id>', 'what changed since this export in the target alone')
    .option(...SERVER_OPTION)
    .addHelpText('after', EXAMPLES)
    .action(async (...[source, target, options, command]: ExportCall) => {
      if (options.server !== undefined) {
        if (target !== undefined)
          command.error(`error: with --server there is a target alone, not ${source} as well`);
        const { exportOnServer } = await import('../export/export-on-server.ts');
        return ended(await exportOnServer(options.server, source, options, running));
      }
      if (target === undefined) return command.error("error: missing required argument 'target'");
      const [{ exportTo }, { openSource }] = await Promise.all([
        import('../export/export-to.ts'),
        import('../source.ts'),
      ]);
      ended(await exportTo(target, (opening) => openSource(source, opening), options, folder));
    });
}

const EXAMPLES = `
Examples
  weaviate-export export http://localhost:8080 ./out
  weaviate-export export https://NAME.weaviate.cloud s3://bucket/weaviate --include Article,Author --layout typed
  weaviate-export export ./data ./out --id nightly --json
  weaviate-export export ./data ./out --vectors none --properties Article.title,Article.price \\
    --where '{"Article": {"operator": "LessThan", "path": ["price"], "valueNumber": 10}}'
  weaviate-export export ./data ./out --id tuesday --since monday
  weaviate-export export --server http://localhost:8080 filesystem
  weaviate-export export --server http://localhost:8080 s3://bucket/weaviate --include Article

With --server a running server writes it, into a place of its own: one that is named as here, or filesystem, s3, gcs and azure,
where its defaults say. The export lies in a folder of its id in the target. Ctrl-C cancels it and leaves nothing; twice, it stops at once.
Credentials come from the environment: WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN of the Weaviate, those of S3, Google
Cloud Storage and Azure as their own tools have them.`;
