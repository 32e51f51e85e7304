import { isDeepStrictEqual } from 'node:util';
import { weaviateEndpoints, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { connectNpmClient } from '@weaviate-export/bench/npm-client';
import { bits } from '@weaviate-export/parquet-readers';
import { describe, expect, it } from 'vitest';
import { exportClasses } from './export-source.fixture.ts';
import { scattered, type SentObject, Weaviate } from './weaviate.fixture.ts';

const MANY = 100_000;
const DIMENSIONS = 32;
const PAGE = 1_000;
/** How long it may all take, in milliseconds: it ends what hangs. */
const DEADLINE_MS = 30 * 60_000;

const PROPERTIES = {
  text: 'text',
  int: 'int',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  uuid: 'uuid',
  texts: 'text[]',
  ints: 'int[]',
  numbers: 'number[]',
  place: 'geoCoordinates',
};

/** What an object is, the same each time; every seventh has none of the properties but one, every ninth no vector. */
function sentObject(index: number): SentObject {
  const properties = {
    text: `the ${index}. "text" <&> é 😀`,
    ...(index % 7 > 0 && {
      int: (index * 7919) % 100_000,
      number: index / 7,
      boolean: index % 2 === 0,
      date: new Date(Date.UTC(2020, 0, 1) + index * 977).toISOString(),
      uuid: scattered(index + MANY),
      texts: [`${index}`, ''],
      ints: [index, -index],
      numbers: [index / 3, 1e21, 5e-324],
      place: { latitude: (index % 180) - 90 + 0.123456, longitude: (index % 360) - 180 + 0.654321 },
    }),
  };
  const vector = Array.from({ length: DIMENSIONS }, (_, at) => Math.fround(Math.sin(index * 31 + at)));
  return {
    id: scattered(index),
    properties: JSON.stringify(properties),
    ...(index % 9 > 0 && { vector }),
  };
}

function* sentObjects(): Generator<SentObject> {
  for (let index = 0; index < MANY; index++) yield sentObject(index);
}

/** What is exported is what Weaviate's own client of npm reads, value by value. */
export function describeOfficialClient(options: WeaviateOptions): void {
  describe(`an export of a live Weaviate beside its own client: ${weaviateEndpoints(options.url).rest}`, () => {
    it(
      `has the same values in ${MANY.toLocaleString('en-US')} objects`,
      { timeout: DEADLINE_MS },
      async () => {
        await using weaviate = new Weaviate(options);
        const className = await weaviate.createClass({
          class: 'LiveCompared',
          vectorIndexConfig: { skip: true },
          properties: Object.entries(PROPERTIES).map(([name, type]) => ({
            name,
            dataType: [type],
            indexFilterable: false,
            indexSearchable: false,
          })),
        });
        await weaviate.add(className, sentObjects());
        const { rows } = await exportClasses(options, [className]);
        const exported = new Map(rows[`${className}.parquet`]!.map((row) => [row.id, row]));
        const client = await connectNpmClient(options);
        const { query } = client.collections.get(className);
        const different: unknown[] = [];
        let count = 0;
        for (let after: string | undefined; ;) {
          const { objects } = await query.fetchObjects({
            limit: PAGE,
            includeVector: true,
            returnMetadata: ['creationTime', 'updateTime'],
            ...(after !== undefined && { after }),
          });
          for (const { uuid, properties, vectors, metadata } of objects) {
            const row = exported.get(uuid);
            const vector = vectors['default'] as number[] | undefined;
            const read = [
              comparable(properties),
              metadata!.creationTime!.getTime(),
              metadata!.updateTime!.getTime(),
              vector === undefined || vector.length === 0 ? null : bits(vector),
            ];
            const ours = row && [
              comparable(JSON.parse(String(row.properties)) as Record<string, unknown>),
              Number(row.creationTime),
              Number(row.updateTime),
              row.vector,
            ];
            if (!isDeepStrictEqual(ours, read) && different.length < 3) different.push({ uuid, ours, read });
            count += 1;
          }
          after = objects.at(-1)?.uuid;
          if (after === undefined) break;
        }
        await client.close();
        expect(different).toEqual([]);
        expect([count, exported.size]).toEqual([MANY, MANY]);
      },
    );
  });
}

/** Values as JSON has them: dates as instants, coordinates as the float32 that they are, nothing where there is nothing. */
function comparable(properties: Record<string, unknown>): unknown {
  const kept = Object.entries(properties).filter(([, value]) => value != null);
  return JSON.parse(JSON.stringify(Object.fromEntries(kept.sort())), (key, value: unknown) => {
    if (key === 'latitude' || key === 'longitude') return Math.fround(value as number);
    return key === 'date' ? new Date(value as string).getTime() : value;
  });
}
