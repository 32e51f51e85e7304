import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ERRORS } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Names that a source file reads from the environment: those in quotes that look like one of ours, and are no errors. */
const VARIABLE =
  /'((?:AWS|AZURE|AUTHENTICATION|AUTHORIZATION|BACKUP|EXPERIMENTAL|EXPORT|GCLOUD|GCP|GOOGLE|GRPC|HTTP|PERSISTENCE|STORAGE|LOG|PROMETHEUS)_[A-Z0-9_]+)'/g;

describe('the documentation', () => {
  it('lists every error with its status, and no other', () => {
    const listed = [...read('docs/errors.md').matchAll(/^\| ([A-Z_0-9]+) +\| (\d{3}) +\|/gm)].map(
      ([, code, status]) => `${code} ${status}`,
    );
    expect(listed).toEqual(Object.entries(ERRORS).map(([code, { status }]) => `${code} ${status}`));
  });

  it('lists every variable that the server reads, and no other', () => {
    const sources = globSync('{apps/server,libs/backends}/src/**/*.ts', { cwd: ROOT }).filter(
      (file) => !/\.(test|fixture)\.ts$/.test(file),
    );
    const names = sources.flatMap((file) => [...read(file).matchAll(VARIABLE)].map(([, name]) => name!));
    const used = new Set(names.filter((name) => !(name in ERRORS)));
    const table = read('docs/operations.md').split('## Environment')[1]!.split('\n## ')[0]!;
    const rows = [...table.matchAll(/^\| ([A-Z0-9_, or]+?) +\|/gm)].flatMap(([, names]) =>
      names!.split(/, | or /),
    );
    expect([...rows].sort()).toEqual([...used].sort());
  });

  it('links to files that are there', () => {
    for (const file of globSync('{*.md,docs/*.md}', { cwd: ROOT })) {
      for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
        expect(() => read(join(dirname(file), target!)), `${file} → ${target}`).not.toThrow();
      }
    }
  });
});
