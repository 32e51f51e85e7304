import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Code that is made of a document, and committed. */
export interface GeneratedCode {
  /** Where it is committed, by its absolute path. */
  readonly folder: string;
  /** Makes all of it in a folder, which it empties first. */
  readonly generate: (folder: string) => Promise<void>;
}

/** Names of the committed files that are not what is generated: changed, missing or left over. */
export async function staleFiles({ folder, generate }: GeneratedCode): Promise<string[]> {
  const fresh = await mkdtemp(join(tmpdir(), 'generated-code-'));
  try {
    await generate(fresh);
    const names = new Set([fresh, folder].flatMap((cwd) => globSync('**/*.ts', { cwd })));
    const differs = async (name: string): Promise<boolean> =>
      (await textOf(join(fresh, name))) !== (await textOf(join(folder, name)));
    const checked = await Promise.all([...names].map(async (name) => ((await differs(name)) ? [name] : [])));
    return checked.flat().sort();
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The text of a file; null where there is none. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** A program that generates; with --check it writes nothing, and fails where committed files are stale. */
export async function runGenerator(code: GeneratedCode): Promise<void> {
  if (!process.argv.includes('--check')) return code.generate(code.folder);
  const stale = await staleFiles(code);
  if (stale.length === 0) return;
  console.error(`stale in ${code.folder}: ${stale.join(', ')}; run npm run generate and commit the result`);
  process.exitCode = 1;
}
