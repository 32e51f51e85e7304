import type { ExportObject } from '@weaviate-export/entities-export';
import { LAYOUT_NAMES } from '@weaviate-export/format';
import { GENERATED } from '@weaviate-export/generated-objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arraySource, OBJECTS, SOURCE } from '../stored/array-source.fixture.ts';
import { type Files, manifestOf, mended, VerifiedExports, withManifest } from './verified-export.fixture.ts';

const exports = new VerifiedExports();
afterAll(() => exports[Symbol.asyncDispose]());

let files: Files;
beforeAll(async () => {
  files = await exports.export(SOURCE, 'standard');
});

/** The findings of the export with a change, in words. */
async function found(change: (files: Files) => Files | void): Promise<string[]> {
  const changed: Files = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
  const { findings } = await exports.verify(change(changed) ?? changed);
  return findings.map(({ file, problem }) => `${file}: ${problem}`);
}

describe('an export that is whole', () => {
  it.each(LAYOUT_NAMES)('is found to be so, and the same as its source: %s', async (layout) => {
    const { findings, findingsTotal, progress } = await exports.verify(await exports.export(SOURCE, layout), {
      against: SOURCE,
    });
    expect(findings).toEqual([]);
    expect(findingsTotal).toBe(0);
    expect(progress['Generated']).toMatchObject({
      ...{ filesChecked: 1, filesTotal: 1, objectsChecked: 130, objectsTotal: 130 },
      comparison: { same: 130, missing: 0, extra: 0, different: 0, changedSince: 0 },
    });
    expect(progress['Tenants']).toMatchObject({ filesChecked: 2, objectsChecked: 130 });
    for (const { bytesChecked, bytesTotal } of Object.values(progress)) expect(bytesChecked).toBe(bytesTotal);
  });
});

describe('what is wrong with an export is told by file and place', () => {
  it('a file that is missing', async () => {
    expect(await found((all) => void all.delete('Generated.parquet'))).toEqual([
      'Generated.parquet: is missing',
    ]);
  });

  it('a file too many', async () => {
    expect(await found((all) => void all.set('Other.parquet', new Uint8Array(3)))).toEqual([
      'Other.parquet: is too many: the manifest does not list it',
    ]);
  });

  it('no manifest', async () => {
    const [told] = await found((all) => void all.delete('manifest.json'));
    expect(told).toContain('it has no manifest.json');
  });

  it('a bit that has changed, by the sha256 alone where the page can be read still', async () => {
    const told = await found((all) => {
      // In the middle of the vectors.
      const bytes = all.get('Generated.parquet')!;
      bytes[Math.floor(bytes.length / 3)]! ^= 1;
    });
    expect(told).toContain('Generated.parquet: has another sha256');
  });

  it('a file that lies under another’s name', async () => {
    const told = await found((all) => {
      const [one, other] = [...all.keys()].filter((name) => name.startsWith('Tenants/')) as [string, string];
      const bytes = all.get(one)!;
      all.set(one, all.get(other)!);
      all.set(other, bytes);
      return mended(all);
    });
    expect(told.filter((line) => line.includes('has a footer with another tenant'))).toHaveLength(2);
  });

  it.each(['rows', 'rowGroups', 'lowestId', 'highestId', 'schemaFingerprint', 'sha256', 'bytes'] as const)(
    'a manifest that says something else of a file: %s',
    async (field) => {
      const told = await found((all) => {
        const manifest = manifestOf(all);
        const [file] = manifest.files;
        const other = manifest.files[1]!;
        Object.assign(file!, {
          [field]:
            typeof file![field] === 'number'
              ? file![field] + 1
              : field.endsWith('Id')
                ? '00000000-0000-4000-8000-000000000000'
                : other.sha256,
        });
        return withManifest(all, manifest);
      });
      expect(told.length).toBeGreaterThan(0);
    },
  );

  it.each(['manifest.json', 'schema.json'])('a small file that is no JSON: %s', async (name) => {
    expect((await found((all) => void all.set(name, Buffer.from('{"classes": ['))))[0]).toContain(
      `${name}: holds no JSON`,
    );
  });

  it('a damaged page by row group and column, also where the manifest has its sha256', async () => {
    const changed: Files = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
    // The first page is of ids.
    changed.get('Generated.parquet')![40]! ^= 0xff;
    const { findings } = await exports.verify(mended(changed));
    expect(findings[0]).toMatchObject({
      file: 'Generated.parquet',
      class: 'Generated',
      rowGroup: 0,
      column: 'id',
    });
  });
});

describe('against the source', () => {
  const [first, second] = OBJECTS;
  const source = (objects: readonly ExportObject[]) => arraySource([GENERATED, { a: objects }]);

  it('what is missing, extra or different is told by its id, and counted', async () => {
    const exported = await exports.export(source(OBJECTS.slice(1)), 'standard');
    const since = { ...second!, updateTime: Date.now() + 60_000 };
    const changed = { ...OBJECTS[2]!, properties: '{}' };
    const against = source([first!, since, changed, ...OBJECTS.slice(3, -1)]);
    const { findings, progress } = await exports.verify(exported, { against });
    expect(findings.map(({ objectId, problem }) => [objectId, problem])).toEqual([
      [first!.id, 'is in the source, and not in the export'],
      [second!.id, 'has changed in the source since'],
      [changed.id, 'differs from that of the source'],
      [OBJECTS.at(-1)!.id, 'is in the export, and not in the source'],
    ]);
    expect(progress['Generated']!.comparison).toEqual({
      ...{ same: OBJECTS.length - 4, missing: 1, extra: 1, different: 2, changedSince: 1 },
    });
  });

  it('an export of a selection cannot be compared, and that is found', async () => {
    const own = await exports.export(SOURCE, 'standard');
    const manifest = { ...manifestOf(own), selection: { vectors: false } };
    const { findings } = await exports.verify(withManifest(own, manifest), { against: SOURCE });
    expect(findings).toEqual([
      {
        file: 'manifest.json',
        problem: 'cannot be compared with the source: the export is of a selection',
      },
    ]);
  });
});

it('a verification that is canceled ends with the reason', async () => {
  const reason = new Error('canceled by the test');
  await expect(exports.verify(files, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
