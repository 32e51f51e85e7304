import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './filesystem.fixture.ts';
import { claimOf, publishNew, publishUnderClaim } from './publish-new.ts';

/** One of two ways, as the file system allows: with hard links, and without. */
const WAYS = [publishNew, publishUnderClaim];

describe.each(WAYS)('$name', (publish) => {
  it('gives the name to one of eight publishers, and its whole content', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'manifest.json');
    const temporaries = Array.from({ length: 8 }, (_, index) => join(folder.path, `t${index}`));
    await Promise.all(temporaries.map((temporary) => writeFile(temporary, temporary)));
    const won = await Promise.all(temporaries.map((temporary) => publish(temporary, path)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const winner = temporaries[won.indexOf(true)];
    expect(await readFile(path, 'utf8')).toBe(winner);
    expect(await readdir(folder.path)).toHaveLength(8);
  });

  it('does not replace a file', async () => {
    await using folder = await temporaryFolder();
    const [path, temporary] = [join(folder.path, 'a'), join(folder.path, 't')];
    await writeFile(path, 'old');
    await writeFile(temporary, 'new');
    expect(await publish(temporary, path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect((await readdir(folder.path)).toSorted()).toEqual(['a', 't']);
  });
});

describe('publishUnderClaim', () => {
  it('leaves the name to the one who has claimed it', async () => {
    await using folder = await temporaryFolder();
    const [path, temporary] = [join(folder.path, 'a'), join(folder.path, 't')];
    await writeFile(temporary, 'new');
    await writeFile(claimOf(path), '');
    expect(await publishUnderClaim(temporary, path)).toBe(false);
    expect((await readdir(folder.path)).toSorted()).toEqual(['a.claim.partial', 't']);
  });
});
