import { describe, expect, it } from 'vitest';
import { classLayout } from '@weaviate-export/format';
import { planFiles } from './planned-file.ts';

const multiTenant = { class: 'Doc', multiTenancyConfig: { enabled: true } };

describe('planFiles', () => {
  it('plans one file a class, with its shards one behind the other', () => {
    const definition = { class: 'Doc' };
    expect([
      ...planFiles(
        [{ name: 'Doc', definition, dimensions: { '': 3 }, shards: [{ name: 's2' }, { name: 's1' }] }],
        'standard',
      ),
    ]).toEqual([
      {
        name: 'Doc.parquet',
        className: 'Doc',
        definition,
        dimensions: { '': 3 },
        layout: classLayout('standard', definition),
        shards: ['s2', 's1'],
      },
    ]);
  });

  it('plans one file a tenant, and says whose it is', () => {
    const shards = [{ name: 'anna' }, { name: 'bob & co' }];
    const files = [
      ...planFiles([{ name: 'Doc', definition: multiTenant, dimensions: {}, shards }], 'standard'),
    ];
    expect(files).toMatchObject([
      { name: 'Doc/tenant=anna.parquet', tenant: 'anna', shards: ['anna'] },
      { name: 'Doc/tenant=bob%20%26%20co.parquet', tenant: 'bob & co', shards: ['bob & co'] },
    ]);
  });

  it.each([
    ['of a multi-tenant class', multiTenant, ['Doc/tenant=a.parquet']],
    ['of a class of many shards', { class: 'Doc' }, ['Doc.parquet']],
  ])('leaves out shards %s that are skipped', (_name, definition, names) => {
    const shards = [{ name: 'a' }, { name: 'b', skipReason: 'tenant status is FROZEN' }];
    const files = [...planFiles([{ name: 'Doc', definition, dimensions: {}, shards }], 'standard')];
    expect(files.map(({ name }) => name)).toEqual(names);
    expect(files.flatMap((file) => file.shards)).toEqual(['a']);
  });

  it.each([
    ['no shard', []],
    ['skipped shards alone', [{ name: 'a', skipReason: 'tenant status is FROZEN' }]],
  ])('plans no file for a class with %s', (_name, shards) => {
    for (const definition of [{ class: 'Doc' }, multiTenant]) {
      expect([...planFiles([{ name: 'Doc', definition, dimensions: {}, shards }], 'standard')]).toEqual([]);
    }
  });
});
