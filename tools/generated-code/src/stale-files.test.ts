import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { staleFiles } from './index.ts';

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, 'nested'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

it('names the generated files that are changed, missing or left over, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'committed-code-'));
  try {
    await write(folder, { 'same.ts': 'a', 'changed.ts': 'b', 'left-over.ts': 'c', 'nested/same.ts': 'd' });
    const generate = (fresh: string) =>
      write(fresh, { 'same.ts': 'a', 'changed.ts': 'B', 'nested/same.ts': 'd', 'nested/missing.ts': 'e' });
    expect(await staleFiles({ folder, generate })).toEqual([
      'changed.ts',
      'left-over.ts',
      'nested/missing.ts',
    ]);
    expect(await staleFiles({ folder, generate: (fresh) => write(fresh, {}) })).toHaveLength(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
