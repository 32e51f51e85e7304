import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('the package.json', () => {
  it.each(globSync('libs/*', { cwd: ROOT }))(
    'of %s can be published, to no registry in particular',
    (folder) => {
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
    },
  );

  it.each(globSync('{apps,tools}/*', { cwd: ROOT }))('of %s is private', (folder) => {
    expect(read(folder)).toMatchObject({ private: true });
  });
});
