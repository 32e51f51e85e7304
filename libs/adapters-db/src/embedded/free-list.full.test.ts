import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './temporary-store.fixture.ts';

const WALK = fileURLToPath(new URL('./free-list.fixture.ts', import.meta.url));

// An abort of LMDB's would end the runner.
it('a store that is opened again and written to during an export does not abort, however its free pages lie', () => {
  using folder = temporaryFolder();
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    ['--conditions=@weaviate-export/source', WALK, folder.path],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr, signal }).toEqual({ stdout: 'whole\n', stderr: '', signal: null });
});
