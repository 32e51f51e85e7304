import type { Program } from '../commands/program.ts';
import { parseServerExport } from '../server-place.ts';
import { ExportServer } from './server.ts';

/** Cancels an export of a running server, and says so once it is cleaned up. */
export async function cancel(url: string, text: string, { environment, stdout }: Program): Promise<void> {
  const { destination, id } = parseServerExport('EXPORT', text);
  await new ExportServer(url, environment).cancel(destination, id);
  stdout.write(`${id} is canceled\n`);
}
