import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each([
  [['--only', 'zz'], '--only is zz: allowed are ours, npm-iterator, npm-pages, python'],
  [['--rounds', '0'], '--rounds is 0: allowed are whole numbers from 1'],
  [['--fast'], "Unknown option '--fast'"],
  [[], 'WEAVIATE_URL is not set'],
])('bench:weaviate refuses %j with what is allowed and exit code 2', { tags: 'long' }, (flags, complaint) => {
  const program = join(import.meta.dirname, 'main.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@weaviate-export/source', program, ...flags],
    { encoding: 'utf8', env: { ...process.env, WEAVIATE_URL: '' } },
  );
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(complaint);
});
