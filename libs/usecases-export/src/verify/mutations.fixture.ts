import type { ManifestFile } from '@weaviate-export/entities-export';
import { numbers } from '@weaviate-export/generated-objects';
import { expect } from 'vitest';
import type { DBAdapter } from '../ports/db-adapter.ts';
import {
  type Files,
  manifestOf,
  mended,
  type VerifiedExports,
  withManifest,
} from './verified-export.fixture.ts';

/** Chooses by a seed. */
class Choice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = numbers(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Changes files in place, or gives others; tells what it has done. */
type Mutation = (files: Files, choice: Choice) => { readonly files?: Files; readonly what: string };

/** In order: files are written side by side, and which of them is there first is chance. */
const parquetIn = (files: Files): string[] =>
  [...files.keys()].filter((name) => name.endsWith('.parquet')).sort();

function flip(files: Files, choice: Choice): string {
  const name = choice.of(parquetIn(files));
  const bytes = files.get(name)!;
  // Footers are short, and as often hit as pages.
  const from = choice.of([0, Math.floor(bytes.length / 2), Math.max(0, bytes.length - 2_000)]);
  const at = from + choice.below(bytes.length - from);
  const by = choice.of([1 << choice.below(8), 0xff, 1 + choice.below(255)]);
  bytes[at]! ^= by;
  return `${name}: byte ${at} ^ ${by}`;
}

function cut(files: Files, choice: Choice): string {
  const name = choice.of(parquetIn(files));
  const bytes = files.get(name)!;
  const length = choice.of([0, 1, 11, bytes.length - 1, choice.below(bytes.length)]);
  files.set(name, bytes.slice(0, length));
  return `${name}: cut to ${length}`;
}

function insert(files: Files, choice: Choice): string {
  const name = choice.of(parquetIn(files));
  const bytes = files.get(name)!;
  const at = choice.of([bytes.length, choice.below(bytes.length)]);
  files.set(
    name,
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + choice.below(9)), bytes.subarray(at)]),
  );
  return `${name}: bytes inserted at ${at}`;
}

const FIELDS = [
  'name',
  'class',
  'tenant',
  'rows',
  'bytes',
  'sha256',
  'lowestId',
  'highestId',
  'rowGroups',
  'schemaFingerprint',
];

/** Each is to be found, whatever it hits. */
const FOUND: Readonly<Record<string, Mutation>> = {
  flip: (files, choice) => ({ what: flip(files, choice) }),
  cut: (files, choice) => ({ what: cut(files, choice) }),
  insert: (files, choice) => ({ what: insert(files, choice) }),
  'cut, and the manifest mended': (files, choice) => {
    const what = cut(files, choice);
    return { files: mended(files), what };
  },
  swapped: (files, choice) => {
    const names = parquetIn(files);
    const one = choice.of(names);
    const other = choice.of(names.filter((name) => name !== one));
    const bytes = files.get(one)!;
    files.set(one, files.get(other)!);
    files.set(other, bytes);
    return { files: choice.below(2) === 0 ? files : mended(files), what: `${one} and ${other}` };
  },
  missing: (files, choice) => {
    const name = choice.of([...parquetIn(files), 'schema.json', 'manifest.json']);
    files.delete(name);
    return { what: name };
  },
  'too many': (files, choice) => {
    const name = choice.of(['x.parquet', 'Tenants/tenant=x.parquet', 'Generated.parquet.bak', 'notes/a.txt']);
    files.set(name, choice.of([new Uint8Array(), files.get(parquetIn(files)[0]!)!]));
    return { what: name };
  },
  'an entry of the manifest': (files, choice) => {
    const manifest = manifestOf(files);
    const file = choice.of(manifest.files) as unknown as Record<string, unknown>;
    const field = choice.of(FIELDS.filter((name) => name in file));
    const before = file[field];
    const others = (manifest.files as unknown as Record<string, unknown>[])
      .map((one) => one[field])
      .filter((value) => value !== before && value !== undefined);
    const value = choice.of([
      undefined,
      null,
      -1,
      'x',
      {},
      typeof before === 'number' ? before + 1 : 'y',
      ...others,
    ]);
    file[field] = value;
    return { files: withManifest(files, manifest), what: `${field} is ${JSON.stringify(value)}` };
  },
  'the list of the manifest': (files, choice) => {
    const manifest = manifestOf(files);
    const [what, change] = choice.of<readonly [string, () => void]>([
      ['a file dropped', () => void manifest.files.splice(choice.below(manifest.files.length), 1)],
      ['a file twice', () => void manifest.files.push(choice.of(manifest.files))],
      ['a class dropped', () => void manifest.classes.splice(choice.below(manifest.classes.length), 1)],
      ['a class too many', () => void manifest.classes.push('Another')],
      ['another format', () => void (manifest.formatVersion += 1)],
      ['no files', () => void Object.assign(manifest, { files: 7 })],
      ['an odd file', () => void manifest.files.push(null as unknown as ManifestFile)],
    ]);
    change();
    return { files: withManifest(files, manifest), what };
  },
  'a small file': (files, choice) => {
    const name = choice.of(['manifest.json', 'schema.json']);
    const bytes = files.get(name)!;
    const text = Buffer.from(bytes).toString();
    files.set(
      name,
      Buffer.from(
        choice.of([
          '',
          '[]',
          'null',
          '7',
          text.slice(0, choice.below(text.length - 3)),
          text.replace('Generated', 'Other'),
        ]),
      ),
    );
    return { what: name };
  },
};

const HIDDEN = 'flip, and the manifest mended';

/**
 * Verifies an export after so many changes, one at a time.
 * @returns how many of the changes that a mended manifest hides were found by the pages alone, and how many by the source
 */
export async function verifyMutations(
  exports: VerifiedExports,
  whole: readonly Files[],
  source: DBAdapter,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<{ readonly hidden: number; readonly byPages: number; readonly bySource: number }> {
  const choice = new Choice(seed);
  const tally = { hidden: 0, byPages: 0, bySource: 0 };
  for (let index = 0; index < count; index++) {
    const files: Files = new Map(
      [...choice.of(whole)].map(([name, bytes]) => [name, Uint8Array.from(bytes)]),
    );
    // Half of them, since what finds them is the most.
    const kind = choice.below(2) === 0 ? HIDDEN : choice.of(Object.keys(FOUND));
    if (kind !== HIDDEN) {
      const { files: changed = files, what } = FOUND[kind]!(files, choice);
      const { findings, findingsTotal } = await exports.verify(changed);
      expect(findingsTotal, `${index}: ${kind}: ${what}`).toBeGreaterThan(0);
      expect(findings[0]!.problem).not.toBe('');
      continue;
    }
    const what = flip(files, choice);
    const { findings, progress } = await exports.verify(mended(files), { against: source });
    tally.hidden += 1;
    const byPages = findings.some(({ objectId }) => objectId === undefined);
    if (byPages) tally.byPages += 1;
    else if (findings.length > 0) tally.bySource += 1;
    // What nobody finds has changed nothing that is read.
    else
      for (const [name, { comparison }] of Object.entries(progress))
        expect(comparison?.same, `${index}: ${what}: ${name}`).toBe(name === 'Empty' ? 0 : 130);
  }
  return tally;
}
