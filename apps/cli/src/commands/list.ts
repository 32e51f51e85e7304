import type { Command } from 'commander';
import type { ListOptions } from '../exports/list.ts';
import { SERVER_OPTION, type Program } from './program.ts';

export function listCommand(program: Command, running: Program): void {
  program
    .command('list')
    .description('shows the exports that lie at a place, the last started first')
    .argument('<place>', 'a folder, s3://bucket/path, gs://bucket/path or az://container/path')
    .option(...SERVER_OPTION)
    .option('--json', 'a line of JSON an export')
    .addHelpText('after', EXAMPLES)
    .action(async (place: string, options: ListOptions) => {
      const { list } = await import('../exports/list.ts');
      await list(place, options, running);
    });
}

const EXAMPLES = `
Examples
  weaviate-export list ./out
  weaviate-export list s3://bucket/weaviate
  weaviate-export list ./out --json | jq -r 'select(.status == "SUCCESS") | .path'
  weaviate-export list filesystem --server http://localhost:8080

It goes by what lies there, and shows those of Weaviate's own (1.37 and later) too; with --server by what the server has
started: at filesystem, s3, gcs or azure, or at one place of them.`;
