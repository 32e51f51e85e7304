import type { Program } from '../commands/program.ts';
import { parseExport, parsePlace } from '../place.ts';
import { parseServerExport, parseServerPlace } from '../server-place.ts';
import { exportsAt } from './exports-at.ts';
import { exportsOn } from './exports-on.ts';
import type { Exports } from './exports.ts';

/** Opens the exports of a PLACE: by what lies there, or as a server tells of them. */
export async function openPlace(
  text: string,
  server: string | undefined,
  { folder, environment }: Program,
): Promise<Exports> {
  return server === undefined
    ? exportsAt(parsePlace('PLACE', text, folder), environment)
    : exportsOn(server, parseServerPlace('PLACE', text), environment);
}

/** Opens the exports beside an EXPORT, and tells its id. */
export async function openExport(
  text: string,
  server: string | undefined,
  { folder, environment }: Program,
): Promise<{ readonly exports: Exports; readonly id: string }> {
  if (server !== undefined) {
    const { destination, id } = parseServerExport('EXPORT', text);
    return { exports: exportsOn(server, destination, environment), id };
  }
  const { place, id } = parseExport('EXPORT', text, folder);
  return { exports: await exportsAt(place, environment), id };
}
