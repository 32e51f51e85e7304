import { execFile } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** Imports that are wrong, by the rule that they break. Each is of types alone, which counts as much. */
const WRONG: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['entities-export/src/values', '../errors.ts', 'entities-export-values-points-down'],
  ['format/src/columns', '../layout/layout.ts', 'format-columns-points-down'],
  ['format/src/layout', '../parquet/footer.ts', 'format-layout-points-down'],
  ['usecases-export/src/ports', '../export/scheduler.ts', 'usecases-export-ports-points-down'],
  ['usecases-export/src/ports', '@weaviate-export/waiting', 'ports-know-entities-and-format-alone'],
  ['usecases-export/src/workers', '../export/scheduler.ts', 'usecases-export-workers-points-down'],
  ['usecases-export/src/export', '../index.ts', 'usecases-export-export-points-down'],
  ['backends/src/cloud', '../s3/backend.ts', 'backends-cloud-points-down'],
  ['backends/src/s3', '../gcs/backend.ts', 'backends-s3-points-down'],
  ['host-weaviate/src/schema', '../objects/object-body.ts', 'host-weaviate-schema-points-down'],
];

/** And some that are right. */
const RIGHT: readonly (readonly [from: string, to: string])[] = [
  ['usecases-export/src/ports', '@weaviate-export/format'],
  ['usecases-export/src/export', '../workers/worker-part-executor.ts'],
  ['backends/src/gcs', '../cloud/read.ts'],
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** A file's text that imports types. */
const importing = (module: string): string => `export type * as imported from '${module}';\n`;

describe('the lint of imports', () => {
  /** A copy of the libraries' sources. */
  let copy: string;
  let violations: readonly Violation[];
  const write = (file: string, text: string): void => writeFileSync(join(copy, 'libs', file), text);

  beforeAll(async () => {
    copy = realpathSync(mkdtempSync(join(tmpdir(), 'weaviate-export-')));
    mkdirSync(join(copy, 'node_modules/@weaviate-export'), { recursive: true });
    for (const file of globSync('libs/*/{package.json,src}', { cwd: ROOT })) {
      const folder = dirname(file);
      cpSync(join(ROOT, file), join(copy, file), { recursive: true });
      const link = join(copy, 'node_modules/@weaviate-export', basename(folder));
      if (file.endsWith('.json')) symlinkSync(join(copy, folder), link);
    }
    WRONG.forEach(([folder, module], index) => write(`${folder}/wrong-${index}.ts`, importing(module)));
    RIGHT.forEach(([folder, module], index) => write(`${folder}/right-${index}.ts`, importing(module)));
    write('waiting/src/round.ts', importing('./about.ts'));
    write('waiting/src/about.ts', importing('./round.ts'));
    const args = ['--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'json', 'libs'];
    const output = await new Promise<string>((done) => {
      const options = { cwd: copy, maxBuffer: Infinity };
      execFile(process.execPath, [CRUISER, ...args], options, (_error, stdout) => done(stdout));
    });
    ({ violations } = (JSON.parse(output) as { summary: { violations: Violation[] } }).summary);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const broken = (file: string): string[] =>
    violations.filter(({ from }) => from === `libs/${file}`).map(({ rule }) => rule.name);

  it.each(WRONG.map(([folder, module, rule], index) => [folder, module, rule, index] as const))(
    'in %s refuses %s, by the rule %s',
    (folder, _module, rule, index) => {
      expect(broken(`${folder}/wrong-${index}.ts`)).toContain(rule);
    },
  );

  it.each(RIGHT.map(([folder, module], index) => [folder, module, index] as const))(
    'in %s takes %s',
    (folder, _module, index) => {
      expect(broken(`${folder}/right-${index}.ts`)).toEqual([]);
    },
  );

  it('refuses a circle of two files, which import types alone', () => {
    const circles = violations.filter(({ rule }) => rule.name === 'no-circle').map(({ from }) => from);
    expect(circles.filter((file) => /(round|about)/.test(file))).toHaveLength(1);
  });

  it('finds nothing to refuse in the libraries as they are', () => {
    const made = /\/(wrong-\d+|round|about)\.ts$/;
    expect(violations.filter(({ from }) => !made.test(from))).toEqual([]);
  });
});
