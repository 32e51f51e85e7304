import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ERRORS } from '@weaviate-export/entities-export';
import { knownVariables, PrometheusMetrics } from '@weaviate-export/server';
import { describe, expect, it } from 'vitest';
import { logFields } from './log-fields.fixture.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Names that a source file reads from the environment: those in quotes that look like one of ours, and are no errors. */
const VARIABLE =
  /'((?:AWS|AZURE|AUTHENTICATION|AUTHORIZATION|BACKUP|CORS|EXPERIMENTAL|EXPORT|GCLOUD|GCP|GOOGLE|GRPC|ENABLE|HTTP|PERSISTENCE|STORAGE|LOG|PROMETHEUS|WEAVIATE)_[A-Z0-9_]+)'/g;

/** The cells of the table in a section of docs/operations.md, a row each. */
function rowsOf(section: string): string[][] {
  const text = read('docs/operations.md').split(`\n## ${section}\n`)[1]!.split('\n## ')[0]!;
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the documentation', () => {
  it('lists every error with its status, and no other', () => {
    const listed = [...read('docs/errors.md').matchAll(/^\| ([A-Z_0-9]+) +\| (\d{3}) +\|/gm)].map(
      ([, code, status]) => `${code} ${status}`,
    );
    expect(listed).toEqual(Object.entries(ERRORS).map(([code, { status }]) => `${code} ${status}`));
  });

  it('tells the messages without arguments word for word', () => {
    const listed = new Map(
      [...read('docs/errors.md').matchAll(/^\| ([A-Z_]+) +\| \d{3} +\| (.+?) +\|$/gm)].map(
        ([, code, message]) => [code, message],
      ),
    );
    for (const [code, { message }] of Object.entries(ERRORS))
      if (message.length === 0) expect([code, listed.get(code)]).toEqual([code, (message as () => string)()]);
  });

  it('lists every variable that the server reads, and no other', () => {
    const sources = globSync('{apps/server,libs/*}/src/**/*.ts', { cwd: ROOT }).filter(
      (file) => !/\.(test|fixture)\.ts$/.test(file),
    );
    const names = sources.flatMap((file) => [...read(file).matchAll(VARIABLE)].map(([, name]) => name!));
    const used = new Set(names.filter((name) => !(name in ERRORS)));
    const table = read('docs/operations.md').split('## Environment')[1]!.split('\n## ')[0]!;
    const rows = [...table.matchAll(/^\| ([A-Z0-9_, or]+?) +\|/gm)].flatMap(([, names]) =>
      names!.split(/, | or /),
    );
    expect([...rows].sort()).toEqual([...used].sort());
    // Whoever mistypes one is told by these.
    expect([...knownVariables()].sort()).toEqual(rows.sort());
  });

  it('lists every metric of the server, with its type and labels, and no other', async () => {
    const { registry } = new PrometheusMetrics();
    const metrics = (await registry.getMetricsAsJSON())
      .filter(({ name }) => !/^(process|nodejs)_/.test(name))
      .map(({ name, type }) => {
        const { labelNames } = registry.getSingleMetric(name) as unknown as { labelNames: string[] };
        return `${name} ${type} ${labelNames.join(', ')}`.trim();
      });
    const rows = rowsOf('Metrics').map(([name, type, labels]) => `${name} ${type} ${labels}`.trim());
    expect(rows.sort()).toEqual(metrics.sort());
  });

  it('lists every field of the log, and no other', () => {
    const sources = globSync('{apps/server,libs/*}/src/**/*.ts', { cwd: ROOT }).filter(
      (file) => !/\.(test|fixture)\.ts$/.test(file),
    );
    const fields = new Set(sources.flatMap((file) => logFields(file, read(file))));
    for (const field of ['level', 'time', 'pid', 'hostname', 'msg', 'reqId']) fields.add(field);
    expect(
      rowsOf('Log')
        .map(([name]) => name)
        .sort(),
    ).toEqual([...fields].sort());
  });

  it('links to files that are there', () => {
    for (const file of globSync('{*.md,docs/*.md}', { cwd: ROOT })) {
      for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
        expect(() => read(join(dirname(file), target!)), `${file} → ${target}`).not.toThrow();
      }
    }
  });
});
