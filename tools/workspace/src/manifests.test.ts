import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<string, unknown>;

/** What people install: the libraries, and the command line with the server that it brings. */
const PUBLISHED = globSync('{libs/*,apps/{cli,server}}', { cwd: ROOT });

describe('the package.json', () => {
  it.each(PUBLISHED)('of %s can be published, to no registry in particular', (folder) => {
    const { version, license, engines } = read('.');
    const manifest = read(folder);
    expect(manifest).toMatchObject({
      version,
      license,
      engines,
      description: expect.stringMatching(/\w{3}/) as string,
      files: expect.arrayContaining(['dist', 'src', '!*.test.ts', '!*.fixture.ts']) as string[],
      publishConfig: { access: 'public' },
    });
    expect(manifest).not.toHaveProperty('private');
  });

  const others = globSync('{apps,tools}/*', { cwd: ROOT }).filter((folder) => !PUBLISHED.includes(folder));
  it.each(others)('of %s is private', (folder) => {
    expect(read(folder)).toMatchObject({ private: true });
  });
});
