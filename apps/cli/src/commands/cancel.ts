import type { Command } from 'commander';
import { SERVER_EXPORT, type Program } from './program.ts';

export function cancelCommand(program: Command, running: Program): void {
  program
    .command('cancel')
    .description('cancels an export that a running server writes')
    .argument('<export>', SERVER_EXPORT)
    .requiredOption('--server <url>', 'the server that runs it: one of this project, or a Weaviate')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, { server }: { readonly server: string }) => {
      const { cancel } = await import('../exports/cancel.ts');
      await cancel(server, text, running);
    });
}

const EXAMPLES = `
Examples
  weaviate-export cancel filesystem/nightly --server http://localhost:8080
  weaviate-export cancel s3://bucket/weaviate/nightly --server http://localhost:8080

It ends once the server has cleaned up. Credentials: WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN, in the environment.`;
