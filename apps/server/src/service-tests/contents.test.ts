import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassDefinition, Manifest } from '@weaviate-export/entities-export';
import type { ExportRequest } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';
import { queryDuckDB, READERS } from './parquet-readers.fixture.ts';

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const none = { vectorizer: { none: {} } };

/** One property of every type that Weaviate has. */
const EVERYTHING: ClassDefinition = {
  class: 'Everything',
  properties: [
    ...['text', 'int', 'number', 'boolean', 'date', 'uuid'].flatMap((type) => [
      { name: type, dataType: [type] },
      { name: `${type}s`, dataType: [`${type}[]`] },
    ]),
    { name: 'blob', dataType: ['blob'] },
    { name: 'geo', dataType: ['geoCoordinates'] },
    { name: 'phone', dataType: ['phoneNumber'] },
    { name: 'object', dataType: ['object'], nestedProperties: [{ name: 'inner', dataType: ['text'] }] },
    { name: 'objects', dataType: ['object[]'], nestedProperties: [{ name: 'n', dataType: ['int'] }] },
    { name: 'ref', dataType: ['Everything'] },
  ],
};
const NAMED: ClassDefinition = {
  class: 'Named',
  vectorConfig: {
    title: none,
    body: none,
    tokens: { ...none, vectorIndexConfig: { multivector: { enabled: true } } },
  },
};

const everyType =
  '{"text":"ünï 🦫 \\u0000 \\"q\\"","texts":["a","ß"],"int":9223372036854775807,"ints":[-9223372036854775808,0],' +
  '"number":0.1,"numbers":[1e-300,-0],"boolean":true,"booleans":[true,false],"date":"2026-02-28T23:59:59.123456789Z",' +
  '"dates":["1969-12-31T00:00:00+14:00"],"uuid":"123e4567-e89b-12d3-a456-426614174000","uuids":[],"blob":"AAEC",' +
  '"geo":{"latitude":-89.5,"longitude":180},"phone":{"countryCode":49,' +
  '"input":"+49 171 1234567","internationalFormatted":"+49 171 1234567","national":1711234567,' +
  '"nationalFormatted":"0171 1234567","valid":true},"object":{"inner":"x"},' +
  `"objects":[{"n":1},{"n":2}],"ref":[{"beacon":"weaviate://localhost/Everything/${id(1)}"}]}`;

/** The objects as they are sent, by class; properties as text where every digit counts. */
const OBJECTS: Record<
  string,
  { id: string; properties?: string; vector?: number[]; vectors?: Record<string, number[] | number[][]> }[]
> = {
  Everything: [
    { id: id(1), properties: everyType, vector: [1, -0, 3.4028234663852886e38] },
    { id: id(2), vector: [1e-45, 0.1, -1.1754943508222875e-38] },
    { id: id(3), properties: '{"text":"without a vector"}' },
    { id: id(4), properties: JSON.stringify({ text: 'long '.repeat(210_000) }), vector: [0, 0, 0] },
  ],
  Named: [
    {
      id: id(1),
      vectors: {
        title: [1, 2],
        body: [3],
        tokens: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
    },
    { id: id(2), vectors: { title: [0.5, 0.25] } },
    { id: id(3) },
  ],
};

describe('a file holds what the store holds', () => {
  let host: Host;
  let home: string;
  let manifest: Manifest;
  beforeAll(async () => {
    host = await startHost();
    home = join(host.exports, 'all');
    for (const definition of [EVERYTHING, NAMED, { class: 'Empty' }]) {
      expect((await host.call('POST', '/schema', definition)).status).toBe(200);
    }
    for (const [className, objects] of Object.entries(OBJECTS)) {
      for (const { properties, ...object } of objects) {
        // JSON.stringify writes -0 as 0.
        const json = JSON.stringify({ class: className, ...object }).replace('[1,0,', '[1,-0,');
        const body = properties === undefined ? json : `${json.slice(0, -1)},"properties":${properties}}`;
        expect(await host.call('POST', '/objects', body)).toMatchObject({ status: 200 });
      }
    }
    await host.client.export('filesystem', { id: 'all' });
    expect(await host.client.finished('filesystem', 'all')).toMatchObject({ status: 'SUCCESS' });
    manifest = JSON.parse(await readFile(join(home, 'manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(() => host[Symbol.asyncDispose]());

  for (const [reader, read] of READERS) {
    it.each(Object.keys(OBJECTS))(
      `read by ${reader}: ids, vectors bit for bit and properties of %s`,
      async (className) => {
        const rows = await read(join(home, `${className}.parquet`));
        expect(rows.map((row) => row.id)).toEqual(OBJECTS[className]!.map((object) => object.id));
        for (const [index, { vector, vectors, properties }] of OBJECTS[className]!.entries()) {
          const row = rows[index]!;
          expect(row.class_name).toBe(className);
          expect(bits(row.vector)).toEqual(bits(vector ?? null));
          expect(row.properties).toBe(properties ?? '{}');
          for (const name of Object.keys(className === 'Named' ? NAMED.vectorConfig! : {})) {
            expect(row.named_vectors?.[name] ?? null).toEqual(vectors?.[name] ?? null);
          }
        }
      },
    );

    it(`read by ${reader}: the times that the API tells`, async () => {
      for (const row of await read(join(home, 'Everything.parquet'))) {
        const { body } = await host.call<Record<string, number>>('GET', `/objects/Everything/${row.id}`);
        expect([row.creation_time, row.update_time]).toEqual([
          body['creationTimeUnix'],
          body['lastUpdateTimeUnix'],
        ]);
      }
    });
  }

  it('an empty class has no file and is skipped with a reason', async () => {
    expect(await host.client.status('filesystem', 'all')).toMatchObject({
      progress: { Empty: { status: 'SKIPPED', objectsExported: 0, objectsTotal: 0, fileSizeBytes: 0 } },
      shardStatus: { Empty: { 'shard-0': { status: 'SKIPPED', skipReason: 'shard is empty' } } },
    });
    await expect(stat(join(home, 'Empty.parquet'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('the manifest tells rows, bytes, ids and sha256 of every file', async () => {
    expect(manifest.classes).toEqual(['Empty', 'Everything', 'Named']);
    for (const {
      class: className,
      name,
      rows,
      bytes,
      sha256,
      lowestId,
      highestId,
      rowGroups,
    } of manifest.files) {
      const content = await readFile(join(home, name));
      const ids = OBJECTS[className]!.map((object) => object.id);
      expect({ rows, bytes, lowestId, highestId, rowGroups }).toEqual({
        rows: ids.length,
        bytes: content.length,
        lowestId: ids[0],
        highestId: ids.at(-1),
        rowGroups: 1,
      });
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    }
    expect(manifest.files.map(({ name }) => name)).toEqual(['Everything.parquet', 'Named.parquet']);
  });

  it('the same data gives the same bytes under another id', async () => {
    await host.client.export('filesystem', { id: 'again', config: { path: 'elsewhere' } });
    await host.client.finished('filesystem', 'again', { path: 'elsewhere' });
    for (const { name } of manifest.files) {
      const again = await readFile(join(host.exports, 'elsewhere', 'again', name));
      expect(again.equals(await readFile(join(home, name)))).toBe(true);
    }
  });
});

describe('the layouts', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost();
    await host.call('POST', '/schema', EVERYTHING);
  });
  afterAll(() => host[Symbol.asyncDispose]());

  const put = async (index: number, properties: string): Promise<void> => {
    const body = `{"class":"Everything","id":"${id(index)}","vector":[1,0.1],"properties":${properties}}`;
    expect(await host.call('POST', '/objects', body)).toMatchObject({ status: 200 });
  };
  const exported = async (layout: 'typed' | 'weaviate', name: string): Promise<string> => {
    const request: ExportRequest = { id: name, config: { layout } };
    await host.client.export('filesystem', request);
    expect(await host.client.finished('filesystem', name)).toMatchObject({ status: 'SUCCESS' });
    return join(host.exports, name, 'Everything.parquet');
  };
  const withDate = (date: string): string => everyType.replace('2026-02-28T23:59:59.123456789Z', date);

  it('typed fails for a date finer than a microsecond, naming it, and leaves no file', async () => {
    await put(1, everyType);
    await host.client.export('filesystem', { id: 'nanos', config: { layout: 'typed' } });
    const status = await host.client.finished('filesystem', 'nanos');
    expect(status).toMatchObject({ status: 'FAILED' });
    expect(status.error).toContain(
      `class "Everything", object "${id(1)}": property "date" is "2026-02-28T23:59:59.123456789Z"`,
    );
    await expect(stat(join(host.exports, 'nanos', 'Everything.parquet'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await host.call('DELETE', `/objects/Everything/${id(1)}`);
  });

  it('typed gives every type of property to SQL by its name', async () => {
    await put(2, withDate('2026-02-28T23:59:59.123456Z'));
    await put(3, '{"object":{}}');
    const rows = await queryDuckDB(
      `SELECT properties.text, properties.int, properties.ints[1], properties.number, properties.numbers,
         properties.boolean, epoch_us(properties.date), epoch_us(properties.dates[1]), properties.uuid,
         properties.uuids, hex(properties.blob), properties.geo.latitude, properties.phone.input,
         properties.object.inner, list_transform(properties.objects, lambda o: o.n), properties.ref[1]
       FROM read_parquet('${await exported('typed', 'typed')}') ORDER BY id`,
    );
    expect(rows).toEqual([
      [
        'ünï 🦫 \u0000 "q"',
        2n ** 63n - 1n,
        -(2n ** 63n),
        0.1,
        [1e-300, -0],
        true,
        1_772_323_199_123_456n,
        -136_800_000_000n,
        '123e4567-e89b-12d3-a456-426614174000',
        [],
        '000102',
        -89.5,
        '+49 171 1234567',
        'x',
        [1n, 2n],
        `weaviate://localhost/Everything/${id(1)}`,
      ],
      new Array(16).fill(null),
    ]);
  });

  it('weaviate has the properties byte for byte, and vectors as bytes', async () => {
    const rows = await queryDuckDB(
      `SELECT decode(properties), hex(vector) FROM read_parquet('${await exported('weaviate', 'native')}') ORDER BY id`,
    );
    expect(rows[1]).toEqual(['{"object":{}}', '0000803FCDCCCC3D']);
    expect(rows).toHaveLength(2);
  });
});

/** Vectors by the bits of their values, which tell -0 from 0. */
function bits(vector: readonly number[] | null): number[] | null {
  return vector === null ? null : [...new Uint32Array(Float32Array.from(vector).buffer)];
}
