import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const SOURCE_CONDITIONS = ['@weaviate-export/source', 'node'];

/** Tests against real buckets, which the environment names: `npm run test:backends`. */
const REAL_BUCKETS = 'src/**/*.buckets.test.ts';
/** Tests against a real Weaviate, which the environment names: `npm run test:weaviate`. */
const REAL_WEAVIATE = 'src/**/*.weaviate.test.ts';
/** What needs more than npm or more time: `npm run test:all`. */
const LONG = 'src/**/*.full.test.ts';
/** The same of single tests that stand beside short ones. */
const LONG_TAG = { name: 'long', description: 'runs in `npm run test:all` alone' };

/** Which tests each of vitest's modes runs. */
function selection(mode: string): { include: string[]; exclude: string[] } {
  if (mode === 'backends') return { include: [REAL_BUCKETS], exclude: [] };
  if (mode === 'weaviate') return { include: [REAL_WEAVIATE], exclude: [] };
  const elsewhere = [REAL_BUCKETS, REAL_WEAVIATE];
  return { include: ['src/**/*.test.ts'], exclude: mode === 'full' ? elsewhere : [...elsewhere, LONG] };
}

/** How many of its runs a long property-based test is given in `npm test`. */
const SHARE_OF_RUNS = '0.2';

/** Where Node keeps what it has compiled, types stripped. */
const COMPILED = join(import.meta.dirname, 'node_modules/.cache/compiled');

/** Longest time of a test, and of each wait in one, in milliseconds: it ends what hangs, and tells nothing of speed. */
const TIMEOUT_MS = 120_000;

/** One project a package, so that `--project NAME` (and `nx test NAME`) runs one library alone, from its sources. */
const projects = (mode: string) =>
  globSync('{libs,apps,tools}/*/package.json', { cwd: import.meta.dirname }).map((file) => ({
    ssr: { resolve: { conditions: SOURCE_CONDITIONS, externalConditions: SOURCE_CONDITIONS } },
    test: {
      name: basename(dirname(file)),
      root: join(import.meta.dirname, dirname(file)),
      ...selection(mode),
      pool: 'forks' as const,
      // A process for each file would take a quarter of a second of a core, and its imports another.
      isolate: false,
      env: {
        // For the worker threads and programs that tests start again and again.
        NODE_COMPILE_CACHE: COMPILED,
        SHARE_OF_RUNS: mode === 'full' ? '1' : SHARE_OF_RUNS,
      },
      execArgv: ['--conditions=@weaviate-export/source'],
      testTimeout: TIMEOUT_MS,
      hookTimeout: TIMEOUT_MS,
      // Less would make a busy machine fail a test.
      expect: { poll: { timeout: TIMEOUT_MS, interval: 5 } },
    },
  }));

export default defineConfig(({ mode }) => ({
  test: {
    projects: projects(mode),
    passWithNoTests: true,
    // Vitest leaves a core free by default; tests of the server wait for half of their time, for disks and for one another.
    maxWorkers: availableParallelism() + 1,
    tags: [LONG_TAG],
    ...(mode !== 'full' && { tagsFilter: [`!${LONG_TAG.name}`] }),
  },
}));
