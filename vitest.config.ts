import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { defineConfig } from 'vitest/config';

const SOURCE_CONDITIONS = ['@weaviate-export/source', 'node'];
const EVERYTHING = process.env['TEST_ALL'] === '1';

/** One project a package, so that `--project NAME` (and `nx test NAME`) runs one library alone, from its sources. */
const projects = globSync('{libs,apps,tools}/*/package.json').map((file) => ({
  ssr: { resolve: { conditions: SOURCE_CONDITIONS, externalConditions: SOURCE_CONDITIONS } },
  test: {
    name: basename(dirname(file)),
    root: dirname(file),
    include: ['src/**/*.test.ts'],
    // What needs more than npm or more time carries `.full.test.ts` and runs with `npm run test:all`.
    exclude: EVERYTHING ? [] : ['src/**/*.full.test.ts'],
    pool: 'forks' as const,
    execArgv: ['--conditions=@weaviate-export/source'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
}));

export default defineConfig({ test: { projects, passWithNoTests: true } });
