import { status } from '@grpc/grpc-js';
import { fromInt64, toInt64, weaviateService } from '@weaviate-export/weaviate-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, GrpcHost } from './grpc-host.fixture.ts';

const NAME = 'Deleted';
const numbered = (n: number) => `a0000000-0000-4000-8000-00000000000${n}`;

describe('BatchDelete', () => {
  const property = (name: string) => ({ property: name });
  /** What the TypeScript and the Python client make of filters; operators by their numbers. */
  const FILTERS: [string, object, number[]][] = [
    ['equal', { operator: 1, target: property('n'), valueInt: toInt64(2) }, [2]],
    ['not equal', { operator: 2, target: property('text'), valueText: 'text 2' }, [0, 1, 3, 4]],
    ['greater than', { operator: 3, target: property('n'), valueInt: toInt64(2) }, [3]],
    ['greater or equal', { operator: 4, target: property('x'), valueNumber: 1.5 }, [1, 2, 3]],
    ['less than', { operator: 5, target: property('x'), valueInt: toInt64(1) }, [0]],
    ['less or equal', { operator: 6, target: property('at'), valueText: '2026-01-02T00:00:00Z' }, [0, 1, 2]],
    ['like', { operator: 10, target: property('text'), valueText: '*2' }, [2]],
    ['null', { operator: 11, target: property('n'), valueBoolean: true }, [4]],
    [
      'contains any',
      { operator: 12, target: property('tags'), valueTextArray: { values: ['t1', 't2'] } },
      [1, 2],
    ],
    [
      'contains all',
      { operator: 13, target: property('tags'), valueTextArray: { values: ['t1', 'all'] } },
      [1],
    ],
    [
      'contains none',
      { operator: 14, target: property('n'), valueIntArray: { values: [toInt64(1)] } },
      [0, 2, 3, 4],
    ],
    ['numbers', { operator: 12, target: property('x'), valueNumberArray: { values: [0.5, 3.5] } }, [0, 3]],
    ['booleans', { operator: 12, target: property('b'), valueBooleanArray: { values: [true] } }, [0, 2]],
    ['a length', { operator: 1, target: property('len(tags)'), valueInt: toInt64(0) }, [4]],
    [
      'a time',
      { operator: 3, target: property('_creationTimeUnix'), valueText: '2020-01-01T00:00:00Z' },
      [0, 1, 2, 3, 4],
    ],
    ['an id', { operator: 1, target: property('_id'), valueText: numbered(3) }, [3]],
  ];
  const numbersOf = (deleted: { objects: readonly { uuid: Uint8Array }[] }) =>
    deleted.objects.map(({ uuid }) => uuid.at(-1));

  let grpc: GrpcHost;
  beforeAll(async () => {
    grpc = await GrpcHost.start();
    await grpc.host.call('POST', '/schema', {
      class: NAME,
      properties: [
        { name: 'n', dataType: ['int'] },
        { name: 'x', dataType: ['number'] },
        { name: 'at', dataType: ['date'] },
      ],
    });
    const objects = [0, 1, 2, 3].map((n) => {
      const at = `2026-01-0${n}T00:00:00Z`.replace('-00T', '-01T');
      const properties = { n, x: n + 0.5, b: n % 2 === 0, text: `text ${n}`, tags: ['all', `t${n}`], at };
      return { class: NAME, id: numbered(n), properties };
    });
    const last = { class: NAME, id: numbered(4) };
    await grpc.host.call('POST', '/batch/objects', { objects: [...objects, last] });
  });
  afterAll(() => grpc[Symbol.asyncDispose]());

  const remove = (filters: object, others: object = { dryRun: true }) =>
    grpc.client.call(weaviateService.BatchDelete, { collection: NAME, verbose: true, filters, ...others });

  it.each(FILTERS)('finds objects by %s', async (_what, filter, found) => {
    expect(numbersOf(await remove(filter))).toEqual(found);
  });

  it('finds objects by filters that are combined', async () => {
    const [[, two], [, notTwo], [, more]] = FILTERS as [
      [string, object, unknown],
      [string, object, unknown],
      [string, object, unknown],
    ];
    expect(numbersOf(await remove({ operator: 7, filters: [notTwo, more] }))).toEqual([3]);
    expect(numbersOf(await remove({ operator: 8, filters: [two, more] }))).toEqual([2, 3]);
    expect(numbersOf(await remove({ operator: 15, filters: [two] }))).toEqual([0, 1, 3, 4]);
  });

  it.each([
    ['a place', { operator: 9, target: property('n') }, 'invalid filters.operator "WithinGeoRange"'],
    ['another property', { operator: 1, target: property('none'), valueText: '' }, 'invalid filters.path'],
    ['no target', { operator: 1, valueText: '' }, 'invalid filters.path'],
    ['no value', { operator: 1, target: property('n') }, 'invalid filters'],
    ['no operator', {}, 'invalid filters.operator 0'],
    ['an operator of another version', { operator: 99 }, 'invalid filters.operator 99'],
    ['nothing', { operator: 7 }, 'invalid filters.operands'],
  ])('refuses a filter by %s', async (_what, filter, message) => {
    expect(await failureOf(remove(filter))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(message) as string,
    });
  });

  it('deletes what it finds, and tells of none where it is not asked to', async () => {
    const filter = { operator: 3, target: property('n'), valueInt: toInt64(1) };
    const { matches, successful, failed, objects } = await remove(filter, { verbose: false });
    expect([matches, successful, failed].map(fromInt64)).toEqual([2, 2, 0]);
    expect(objects).toEqual([]);
    expect(
      numbersOf(
        await remove({ operator: 14, target: property('n'), valueIntArray: { values: [toInt64(9)] } }),
      ),
    ).toEqual([0, 1, 4]);
  });
});
