import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';
import { queryDuckDB, readWithDuckDB } from './parquet-readers.fixture.ts';

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => id(n));

/** The tenants of each class as they are when an export begins: how many objects, in which status. */
const CLASSES = {
  Mixed: {
    cold: [30, 'COLD'],
    'empty-1': [0, 'HOT'],
    gone: [40, 'HOT'],
    hot: [50, 'HOT'],
    HOT: [20, 'HOT'],
    'empty-2': [0, 'COLD'],
    offloaded: [10, 'OFFLOADED'],
    reactivated: [60, 'COLD'],
  },
  AllCold: { a: [5, 'COLD'], b: [6, 'INACTIVE'] },
  AllOffloaded: { a: [5, 'OFFLOADED'], b: [6, 'FROZEN'] },
  AllEmpty: { a: [0, 'HOT'], b: [0, 'COLD'] },
  Nobody: {},
} as const satisfies Record<string, Record<string, readonly [objects: number, status: string]>>;

/** Creates the class and its tenants with their objects; then only are they given their status. */
async function fill(host: Host, className: keyof typeof CLASSES): Promise<void> {
  const call: Host['call'] = async (...request) => {
    const answer = await host.call<never>(...request);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer;
  };
  const tenants = Object.entries<readonly [number, string]>(CLASSES[className]);
  await call('POST', '/schema', { class: className, multiTenancyConfig: { enabled: true } });
  const path = `/schema/${className}/tenants`;
  await call(
    'POST',
    path,
    tenants.map(([name]) => ({ name })),
  );
  for (const [tenant, [count]] of tenants) {
    const objects = ids(count).map((one) => ({ class: className, id: one, tenant, properties: { tenant } }));
    if (count > 0) await call('POST', '/batch/objects', { objects });
  }
  await call(
    'PUT',
    path,
    tenants.map(([name, [, activityStatus]]) => ({ name, activityStatus })),
  );
}

describe('an export of tenants', () => {
  let host: Host;
  let home: string;
  let status: ExportStatus;
  let manifest: Manifest;
  beforeAll(async () => {
    host = await startHost();
    home = join(host.exports, 'all');
    for (const className of Object.keys(CLASSES)) await fill(host, className as keyof typeof CLASSES);

    await host.client.export('filesystem', { id: 'all' });
    // Its point in time is fixed by now.
    await host.call('PUT', '/schema/Mixed/tenants', [{ name: 'reactivated', activityStatus: 'ACTIVE' }]);
    await host.call('POST', '/schema/Mixed/tenants', [{ name: 'late' }]);
    for (const tenant of ['late', 'reactivated', 'hot'])
      await host.call('POST', '/objects', { class: 'Mixed', tenant, id: id(1000) });
    await host.call('DELETE', '/schema/Mixed/tenants', ['gone']);

    status = await host.client.finished('filesystem', 'all');
    manifest = JSON.parse(await readFile(join(home, 'manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(() => host[Symbol.asyncDispose]());

  const EXPORTED = [
    ['Mixed', 'cold', 30],
    ['Mixed', 'gone', 40],
    ['Mixed', 'hot', 50],
    ['Mixed', 'HOT', 20],
    ['Mixed', 'reactivated', 60],
    ['AllCold', 'a', 5],
    ['AllCold', 'b', 6],
  ] as const;

  it('succeeds, and tells of each class and tenant what became of it', () => {
    expect(status).toMatchObject({
      status: 'SUCCESS',
      progress: {
        Mixed: { status: 'SUCCESS', objectsExported: 200, objectsTotal: 200 },
        AllCold: { status: 'SUCCESS', objectsExported: 11, objectsTotal: 11 },
        AllOffloaded: { status: 'SKIPPED', objectsExported: 0 },
        AllEmpty: { status: 'SKIPPED', objectsExported: 0 },
        Nobody: { status: 'SKIPPED', objectsExported: 0 },
      },
    });
    const exported = (objectsExported: number) => ({ status: 'SUCCESS', objectsExported });
    const skipped = (skipReason: unknown) => ({ status: 'SKIPPED', objectsExported: 0, skipReason });
    const empty = skipped(expect.stringMatching(/empty|no objects/));
    const offloaded = skipped('tenant status is FROZEN');
    expect(status.shardStatus).toEqual({
      Mixed: {
        cold: exported(30),
        'empty-1': empty,
        'empty-2': empty,
        gone: exported(40),
        hot: exported(50),
        HOT: exported(20),
        offloaded,
        reactivated: exported(60),
      },
      AllCold: { a: exported(5), b: exported(6) },
      AllOffloaded: { a: offloaded, b: offloaded },
      AllEmpty: { a: empty, b: empty },
      Nobody: {},
    });
  });

  it('leaves the statuses of tenants as they are', async () => {
    const { body } = await host.call('GET', '/schema/Mixed/tenants/cold');
    expect(body).toEqual({ name: 'cold', activityStatus: 'COLD' });
  });

  it.each(EXPORTED)(
    'has the objects of class %s, tenant %s, and no others',
    async (className, tenant, count) => {
      const file = manifest.files.find((one) => one.class === className && one.tenant === tenant)!;
      expect(file).toMatchObject({ rows: count, lowestId: id(0), highestId: id(count - 1) });
      const rows = await readWithDuckDB(join(home, file.name));
      expect(rows.map((row) => row.id)).toEqual(ids(count));
      expect(new Set(rows.map((row) => row.properties))).toEqual(new Set([`{"tenant":"${tenant}"}`]));
      expect(new Set(rows.map((row) => row.class_name))).toEqual(new Set([className]));
    },
  );

  it('gives readers the tenant in the name of its file, and no column of it', async () => {
    const files = join(home, 'AllCold/*.parquet');
    const tenant = "url_decode(regexp_extract(filename, 'tenant=(.*)\\.parquet$', 1))";
    const query = `SELECT ${tenant} AS tenant, count(*)::INTEGER FROM read_parquet('${files}', filename = true) GROUP BY 1 ORDER BY 1`;
    expect(await queryDuckDB(query)).toEqual([
      ['a', 5],
      ['b', 6],
    ]);
    const columns = `SELECT column_name FROM (DESCRIBE FROM read_parquet('${files}', hive_partitioning = true))`;
    expect((await queryDuckDB(columns)).flat()).not.toContain('tenant');
  });

  it('writes no file for tenants that are empty, offloaded or late, nor for classes of such', async () => {
    expect(manifest.files.map(({ class: name, tenant }) => `${name}/${tenant}`).sort()).toEqual(
      EXPORTED.map(([name, tenant]) => `${name}/${tenant}`).sort(),
    );
    const files = await readdir(home, { recursive: true });
    expect(files.filter((name) => name.endsWith('.parquet')).sort()).toEqual(
      manifest.files.map(({ name }) => name).sort(),
    );
  });

  it('finds the late tenant, and those that have become active, next time', async () => {
    await host.call('PUT', '/schema/Mixed/tenants', [{ name: 'offloaded', activityStatus: 'HOT' }]);
    await host.client.export('filesystem', { id: 'next', include: ['Mixed'] });
    const next = await host.client.finished('filesystem', 'next');
    expect(next.shardStatus?.['Mixed']).toMatchObject({
      late: { status: 'SUCCESS', objectsExported: 1 },
      offloaded: { status: 'SUCCESS', objectsExported: 10 },
      reactivated: { status: 'SUCCESS', objectsExported: 61 },
      hot: { status: 'SUCCESS', objectsExported: 51 },
    });
    expect(next.shardStatus?.['Mixed']).not.toHaveProperty('gone');
  });
});
