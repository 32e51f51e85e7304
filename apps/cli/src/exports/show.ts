import type { Program } from '../commands/program.ts';
import { parseExport } from '../place.ts';
import { paperOf } from '../text/paper.ts';
import { exportsAt } from './exports-at.ts';
import { showText } from './show-text.ts';

export interface ShowOptions {
  readonly json?: true;
}

/** Prints how one export stands, and what it holds. */
export async function show(
  text: string,
  { json }: ShowOptions,
  { folder, environment, stdout }: Program,
): Promise<void> {
  const { place, id } = parseExport('EXPORT', text, folder);
  await using exports = await exportsAt(place, environment);
  const { status, manifest } = await exports.show(id, new AbortController().signal);
  const told = json
    ? JSON.stringify({ ...status, manifest }, null, 2)
    : showText({ status, manifest }, paperOf(stdout));
  stdout.write(`${told}\n`);
}
