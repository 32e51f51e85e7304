import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const BOUNDARIES = '@nx/enforce-module-boundaries';
/** Longest time in which Nx looks at all projects on a busy machine. */
const PROJECTS_MS = 120_000;

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly tags: readonly string[];
}

const packages = globSync('{libs,apps,tools}/*/package.json', { cwd: ROOT }).map((file): Package => {
  const { name, nx } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as {
    name: string;
    nx: { tags: string[] };
  };
  return { folder: dirname(file), name, tags: nx.tags };
});

/** The rules that a line of code breaks in a file of a package. */
async function brokenRules(folder: string, code: string, file = 'index.ts'): Promise<string[]> {
  const eslint = new ESLint({
    cwd: ROOT,
    ruleFilter: ({ ruleId }) => ruleId === BOUNDARIES || ruleId === 'no-restricted-imports',
  });
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, folder, 'src', file) });
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

describe('layers', () => {
  // The rule says nothing where Nx has not looked at the projects yet, as on a fresh clone.
  beforeAll(() => void execFileSync('npx', ['nx', 'show', 'projects'], { cwd: ROOT }), PROJECTS_MS);

  it.each([
    ['libs/entities-export', '@weaviate-export/usecases-export'],
    ['libs/waiting', '@weaviate-export/entities-export'],
    ['libs/format', '@weaviate-export/usecases-export'],
    ['libs/adapters-db', '@weaviate-export/format'],
    ['libs/usecases-export', '@weaviate-export/adapters-db'],
    ['libs/usecases-export', '@weaviate-export/backends'],
    ['libs/adapters-rest', '@weaviate-export/backends'],
    ['libs/adapters-rest', '@weaviate-export/adapters-db'],
    ['libs/backends', '@weaviate-export/adapters-db'],
    ['libs/backends', '@weaviate-export/server'],
    ['libs/backends', '@weaviate-export/weaviate-protocol'],
    ['libs/usecases-export', '@weaviate-export/weaviate-protocol'],
    ['libs/weaviate-protocol', '@weaviate-export/usecases-export'],
    ['libs/host-access', '@weaviate-export/adapters-db'],
    ['libs/host-weaviate', '@weaviate-export/backends'],
    ['libs/rest-client', '@weaviate-export/usecases-export'],
    ['libs/adapters-rest', '@weaviate-export/rest-client'],
    ['apps/server', '@weaviate-export/s3-test-server'],
  ])('%s must not import %s', async (folder, imported) => {
    expect(await brokenRules(folder, `import * as wrong from '${imported}';\nexport { wrong };\n`)).toEqual([
      BOUNDARIES,
    ]);
    expect(await brokenRules(folder, `export type { Wrong } from '${imported}';\n`)).toEqual([BOUNDARIES]);
  });

  it.each([
    ['libs/usecases-export', '@weaviate-export/entities-export'],
    ['libs/usecases-export', '@weaviate-export/format'],
    ['libs/backends', '@weaviate-export/usecases-export'],
    ['libs/weaviate-protocol', '@weaviate-export/entities-export'],
    ['libs/adapters-db', '@weaviate-export/host-access/ports'],
    ['libs/host-weaviate', '@weaviate-export/host-access'],
    ['libs/rest-client', '@weaviate-export/waiting'],
    ['apps/server', '@weaviate-export/adapters-db'],
    ['apps/server', '@weaviate-export/weaviate-protocol'],
    ['tools/demo', '@weaviate-export/rest-client'],
  ])('%s may import %s', async (folder, imported) => {
    expect(await brokenRules(folder, `export * from '${imported}';\n`)).toEqual([]);
  });

  it.each([
    ['libs/entities-export', 'node:fs/promises'],
    ['libs/format', 'node:fs/promises'],
    ['libs/waiting', 'node:net'],
    ['libs/rest-client', 'node:http'],
    ['libs/usecases-export', 'node:http'],
    ['libs/usecases-export', '@aws-sdk/client-s3'],
    ['libs/usecases-export', 'fastify'],
  ])('%s knows no %s', async (folder, imported) => {
    expect(await brokenRules(folder, `export * from '${imported}';\n`)).toEqual(['no-restricted-imports']);
  });

  it('every package has a layer, an owner, and a line in CODEOWNERS', () => {
    const owners = readFileSync(join(ROOT, 'CODEOWNERS'), 'utf8');
    for (const { folder, tags } of packages) {
      expect(
        tags.filter((tag) => tag.startsWith('layer:')),
        folder,
      ).toHaveLength(1);
      const owner = tags.find((tag) => tag.startsWith('owner:'))?.slice('owner:'.length);
      expect(owners, folder).toMatch(new RegExp(`^/${folder}/ +@weaviate-export/${owner}$`, 'm'));
    }
  });
});
