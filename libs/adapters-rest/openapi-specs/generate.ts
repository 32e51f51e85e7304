import { createClient } from '@hey-api/openapi-ts';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DOCUMENT = fileURLToPath(new URL('schema.json', import.meta.url));
/** The committed types. */
const GENERATED = fileURLToPath(new URL('../src/generated', import.meta.url));

/** Writes the types of the document's schemas and of its operations' handlers; empties the folder first. */
async function generateTypes(folder: string): Promise<void> {
  await createClient({
    input: DOCUMENT,
    output: { path: folder, entryFile: false, module: { extension: '.ts' } },
    plugins: ['@hey-api/typescript', 'fastify'],
    logs: { level: 'silent', file: false },
  });
}

/** Names of the generated files that are not what the document makes of them: changed, missing or left over. */
export async function staleTypes(): Promise<string[]> {
  const fresh = await mkdtemp(join(tmpdir(), 'generated-types-'));
  try {
    await generateTypes(fresh);
    const names = new Set([...(await readdir(fresh)), ...(await readdir(GENERATED).catch(() => []))]);
    const differs = async (name: string): Promise<boolean> =>
      (await textOf(join(fresh, name))) !== (await textOf(join(GENERATED, name)));
    const checked = await Promise.all([...names].map(async (name) => ((await differs(name)) ? [name] : [])));
    return checked.flat().sort();
  } finally {
    await rm(fresh, { recursive: true });
  }
}

/** The text of a file; null where there is none. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleTypes();
    if (stale.length > 0) {
      console.error(
        `stale in src/generated: ${stale.join(', ')}; run npm run generate and commit the result`,
      );
      process.exitCode = 1;
    }
  } else {
    await generateTypes(GENERATED);
  }
}
