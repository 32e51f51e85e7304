import type { Command } from 'commander';
import type { ShowOptions } from '../exports/show.ts';
import { SERVER_OPTION, type Program } from './program.ts';

export function showCommand(program: Command, running: Program): void {
  program
    .command('show')
    .description('shows one export: how it stands, its classes, and what is not in it')
    .argument('<export>', 'its folder: of a machine, or s3://bucket/path/id and so on')
    .option(...SERVER_OPTION)
    .option('--json', 'one JSON document, with the whole manifest')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, options: ShowOptions) => {
      const { show } = await import('../exports/show.ts');
      await show(text, options, running);
    });
}

const EXAMPLES = `
Examples
  weaviate-export show ./out/20261130-204500
  weaviate-export show s3://bucket/weaviate/nightly
  weaviate-export show ./out/nightly --json | jq '.manifest.files[].name'
  weaviate-export show filesystem/nightly --server http://localhost:8080`;
