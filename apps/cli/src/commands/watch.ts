import type { Command } from 'commander';
import type { WatchOptions } from '../export/export-on-server.ts';
import { SERVER_EXPORT, type Program } from './program.ts';

export function watchCommand(program: Command, running: Program): void {
  program
    .command('watch')
    .description('watches an export that a running server writes, to its end')
    .argument('<export>', SERVER_EXPORT)
    .requiredOption('--server <url>', 'the server that runs it: one of this project, or a Weaviate')
    .option('--json', 'the status as lines of JSON on standard output')
    .option('--quiet', 'nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, options: WatchOptions & { readonly server: string }) => {
      const { watch } = await import('../export/export-on-server.ts');
      running.ended(await watch(options.server, text, options, running));
    });
}

const EXAMPLES = `
Examples
  weaviate-export watch filesystem/nightly --server http://localhost:8080
  weaviate-export watch s3://bucket/weaviate/nightly --server http://localhost:8080 --json

It ends as the export does: 0 whole, 1 failed or canceled. Ctrl-C ends the watching alone. Credentials: WEAVIATE_API_KEY or
WEAVIATE_BEARER_TOKEN, in the environment.`;
