import { createHash } from 'node:crypto';
import { type Manifest, MANIFEST_FILE, type ManifestBase } from '@weaviate-export/entities-export';
import type { ReadHome } from '../stored/read-home.ts';
import type { Findings } from './findings.ts';

/**
 * Looks at what an export is laid over: each manifest is to be the one that the next knows, and all of its files are to be there with
 * their sizes. What is in the files, a verification of each of them tells.
 * @param mayRead called with each, before it is looked at
 * @throws what the backend throws
 */
export async function checkChain(
  home: ReadHome,
  base: ManifestBase,
  findings: Findings,
  mayRead: (base: ManifestBase) => void = () => undefined,
): Promise<void> {
  let above = home;
  for (let next: ManifestBase | undefined = base; next !== undefined;) {
    mayRead(next);
    const below = above.ofBase(next);
    const add = findings.at({ file: MANIFEST_FILE });
    const bytes = await below.bytes(MANIFEST_FILE);
    if (bytes === undefined) return add({ problem: `has a base that is not there: ${below.describe()}` });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== next.sha256)
      return add({
        problem: `has a base whose manifest is another than it was: ${below.describe()}`,
        expected: next.sha256,
        found: sha256,
      });
    const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
    await checkPresence(below, manifest, add);
    [above, next] = [below, manifest.base];
  }
}

async function checkPresence(
  home: ReadHome,
  { files }: Manifest,
  add: ReturnType<Findings['at']>,
): Promise<void> {
  const sizes = new Map<string, number>();
  for await (const { name, bytes } of home.list()) sizes.set(name, bytes);
  for (const { name, bytes } of files) {
    const found = sizes.get(name);
    if (found === bytes) continue;
    add({
      problem: `has a base of which a file ${found === undefined ? 'is missing' : 'has another size'}: ${home.describe(name)}`,
      expected: `${bytes} bytes`,
      found: found === undefined ? 'no file' : `${found} bytes`,
    });
  }
}
