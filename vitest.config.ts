import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const SOURCE_CONDITIONS = ['@weaviate-export/source', 'node'];
/** One project a package, so that `--project NAME` (and `nx test NAME`) runs one library alone, from its sources. */
const projects = (everything: boolean) =>
  globSync('{libs,apps,tools}/*/package.json', { cwd: import.meta.dirname }).map((file) => ({
    ssr: { resolve: { conditions: SOURCE_CONDITIONS, externalConditions: SOURCE_CONDITIONS } },
    test: {
      name: basename(dirname(file)),
      root: join(import.meta.dirname, dirname(file)),
      include: ['src/**/*.test.ts'],
      // What needs more than npm or more time carries `.full.test.ts` and runs with `npm run test:all`.
      exclude: everything ? [] : ['src/**/*.full.test.ts'],
      pool: 'forks' as const,
      execArgv: ['--conditions=@weaviate-export/source'],
      testTimeout: 30_000,
      hookTimeout: 30_000,
    },
  }));

export default defineConfig(({ mode }) => ({
  test: { projects: projects(mode === 'full'), passWithNoTests: true },
}));
