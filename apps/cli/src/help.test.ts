import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

const DOCS = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
/** The commands that do something, each by its whole name. */
const leaves = (command: Command, above: readonly string[] = []): [string, Command][] =>
  command.commands.flatMap((one): [string, Command][] => {
    const name = [...above, one.name()];
    return one.commands.length > 0 ? leaves(one, name) : [[name.join(' '), one]];
  });
const program = commandLine({
  folder: '/',
  environment: {},
  stdout: process.stdout,
  stderr: process.stderr,
  ended: () => undefined,
});
const commands = leaves(program);

describe('docs/cli.md', () => {
  it('has a section for each command, and no other', () => {
    const sections = [...DOCS.matchAll(/^## `weaviate-export ([a-z ]+)`$/gm)].map(([, name]) => name);
    expect(sections).toEqual(commands.map(([name]) => name));
  });

  it.each(commands)('tells every option of %s in the words of its help, and no other', (name, command) => {
    const section = DOCS.split(`\n## \`weaviate-export ${name}\`\n`)[1]!.split('\n## ')[0]!;
    const told = [...section.matchAll(/^\| `(-[^`]+)` +\| (.*?) +\|$/gm)].map(([, flags, what]) => [
      flags,
      what,
    ]);
    expect(told).toEqual(command.options.map(({ flags, description }) => [flags, description]));
  });
});
