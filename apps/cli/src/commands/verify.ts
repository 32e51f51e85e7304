import type { Command } from 'commander';
import type { VerifyOptions } from '../verify/verify.ts';
import { type Program, withWorkers } from './program.ts';

export function verifyCommand(program: Command, running: Program): void {
  const command = program
    .command('verify')
    .description('reads an export back and tells what of it is not as it should be')
    .argument('<export>', 'its folder: of a machine, or s3://bucket/path/id and so on')
    .option(
      '--against <source>',
      'compare every object with this source: URL of a Weaviate, or the folder of a store that no server has open',
    );
  withWorkers(command)
    .option('--json', 'the status as lines of JSON on standard output')
    .option('--quiet', 'nothing but what was found')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, options: VerifyOptions) => {
      const { verify } = await import('../verify/verify.ts');
      running.ended(await verify(text, options, running));
    });
}

const EXAMPLES = `
Examples
  weaviate-export verify ./out/20261130-204500
  weaviate-export verify s3://bucket/weaviate/nightly --json
  weaviate-export verify ./out/nightly --against http://localhost:8080 && echo the cluster can go

Exit codes: 0 all is well, 1 something was found or it could not be read to its end, 2 wrong arguments, 130 interrupted.`;
