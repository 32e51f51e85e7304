import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RestoreOptions } from '../restore/restore.ts';
import { list, type Program, wholeNumber, withWorkers } from './program.ts';

/** Most objects that may be refused: each is told. */
const MOST_FAULTS = 1_000;

/** New names as `A=B`, by the names in the export. */
const renames = (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || pair.includes('')))
    throw new InvalidArgumentError('allowed is Old=New, several joined by commas');
  return { ...before, ...(Object.fromEntries(pairs) as Record<string, string>) };
};

/** Properties for the times of objects, as `creation=A,update=B`. */
const times = (text: string): NonNullable<RestoreOptions['timesAs']> => {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const names = pairs.map(([time]) => time);
  const isWrong = pairs.some(
    ([time, name, ...more]) =>
      !['creation', 'update'].includes(time ?? '') || [undefined, ''].includes(name) || more.length > 0,
  );
  if (isWrong || new Set(names).size < names.length)
    throw new InvalidArgumentError('allowed are creation=NAME, update=NAME, or both joined by a comma');
  return Object.fromEntries(pairs) as NonNullable<RestoreOptions['timesAs']>;
};

export function restoreCommand(program: Command, running: Program): void {
  const command = program
    .command('restore')
    .description('brings the classes of an export back, into a Weaviate or the store of a server')
    .argument('<export>', 'its folder: of a machine, or s3://bucket/path/id and so on')
    .argument('<target>', 'URL of a Weaviate, or the folder of a store that no server has open')
    .option('--include <classes>', 'these classes alone, joined by commas', list)
    .option('--exclude <classes>', 'all classes but these', list)
    .option('--rename <names>', 'new names of classes: Article=Copy', renames)
    .option('--tenants <names>', 'these tenants alone, of classes that have some', list)
    .addOption(
      new Option(
        '--on-conflict <rule>',
        'where a class is there: fail, skip or replace objects whose ids are',
      )
        .choices(['fail', 'skip', 'replace'])
        .default('fail'),
    )
    .option(
      '--max-errors <objects>',
      'objects that the target may refuse',
      wholeNumber(0, MOST_FAULTS, `a whole number from 0 to ${MOST_FAULTS}`),
      0,
    )
    .option(
      '--times-as <names>',
      'date properties that keep the times a Weaviate sets anew: creation=NAME,update=NAME',
      times,
    )
    .option(
      '--definitions <file>',
      "classes of Weaviate's own export: what GET /v1/schema answers, as a file",
    );
  withWorkers(command)
    .option('--json', 'the status as lines of JSON on standard output')
    .option('--quiet', 'nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, target: string, options: RestoreOptions) => {
      const { restore } = await import('../restore/restore.ts');
      running.ended(await restore(from, target, options, running));
    });
}

const EXAMPLES = `
Examples
  weaviate-export restore ./out/20261130-204500 http://localhost:8080
  weaviate-export restore ./out/nightly http://localhost:8080 --times-as creation=createdAt,update=updatedAt
  weaviate-export restore ./out/nightly ./data --rename Article=Copy
  weaviate-export restore s3://bucket/weaviate/nightly ./data --on-conflict skip

Exit codes: 0 all is back, 1 it failed and no class that it made is left, 2 wrong arguments, 130 interrupted.`;
