import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import type { Program } from './program.ts';

export function serveCommand(program: Command, { environment }: Program): void {
  program
    .command('serve')
    .description('runs a server with the export API, over a store of its own or a live Weaviate')
    .addHelpText('after', SERVE_EXAMPLES)
    .action(async () => {
      const { serve } = await import('@weaviate-export/server');
      await serve(environment);
    });
}

export function doctorCommand(program: Command, { environment, ended }: Program): void {
  program
    .command('doctor')
    .description('checks what a server would meet with this environment')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async () => {
      const { doctor } = await import('@weaviate-export/server');
      ended((await doctor(environment)) ? EXIT.done : EXIT.failed);
    });
}

const SERVE_EXAMPLES = `
Examples
  weaviate-export serve
  EXPORT_SOURCE=weaviate WEAVIATE_URL=http://localhost:8080 HTTP_PORT=8081 weaviate-export serve
  HTTP_PORT=8081 PERSISTENCE_DATA_PATH=/var/lib/weaviate-export weaviate-export serve

It is configured by the environment (docs/operations.md), logs lines of JSON, and stops on Ctrl-C and SIGTERM once what
runs has had its time; on a second one at once. weaviate-export doctor says beforehand what it would meet.`;

const DOCTOR_EXAMPLES = `
Examples
  weaviate-export doctor
  EXPORT_DEFAULT_BUCKET=exports AWS_REGION=eu-west-1 weaviate-export doctor

It looks at the configuration, the store, the ports, and whether exports can be written to each backend. Verdicts: ok; warning,
where the line says what to know; off, of a backend that is not configured; FAILED, where it says what to do.
Exit codes: 0 nothing failed, 1 something did.`;
