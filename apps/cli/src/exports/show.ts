import type { Program } from '../commands/program.ts';
import { paperOf } from '../text/paper.ts';
import { openExport } from './open-exports.ts';
import { showText } from './show-text.ts';

export interface ShowOptions {
  /** URL of the server that is asked. */
  readonly server?: string;
  readonly json?: true;
}

/** Prints how one export stands, and what it holds. */
export async function show(text: string, { json, server }: ShowOptions, program: Program): Promise<void> {
  const { exports: opened, id } = await openExport(text, server, program);
  await using exports = opened;
  const shown = await exports.show(id, new AbortController().signal);
  const { stdout } = program;
  const told = json
    ? JSON.stringify({ ...shown.status, manifest: shown.manifest }, null, 2)
    : showText(shown, paperOf(stdout));
  stdout.write(`${told}\n`);
}
