import fc from 'fast-check';
import { isExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { fromInt64, toInt64 } from './int64.ts';
import { weaviate } from './messages.ts';

const FILTERS = { operator: 1, testValue: 'valueText', valueText: 'a text', target: { property: '_id' } };
const MESSAGES = {
  SearchRequest: [
    weaviate.SearchRequest,
    {
      collection: 'Article',
      tenant: 'one',
      properties: { nonRefProperties: ['title', 'text'] },
      filters: FILTERS,
    },
  ],
  BatchObject: [
    weaviate.BatchObject,
    {
      uuid: '00000000-0000-4000-8000-000000000001',
      vectorBytes: Uint8Array.of(1, 2, 3, 4),
      properties: { nonRefProperties: { fields: [{ key: 'title', value: { stringValue: 'a title' } }] } },
      collection: 'Small',
    },
  ],
  BatchDeleteRequest: [
    weaviate.BatchDeleteRequest,
    { collection: 'Article', filters: FILTERS, tenant: 'one' },
  ],
  TenantsGetRequest: [
    weaviate.TenantsGetRequest,
    { collection: 'Article', names: { values: ['one', 'two'] } },
  ],
  AggregateRequest: [weaviate.AggregateRequest, { collection: 'Article', objectsCount: true, tenant: 'one' }],
  BatchStreamRequest: [
    weaviate.BatchStreamRequest,
    { data: { objects: { values: [Uint8Array.of(7, 8, 9)] } } },
  ],
} as const;

describe.each(Object.entries(MESSAGES))('%s', (_name, [codec, message]) => {
  const typed = codec as unknown as typeof weaviate.SearchRequest;
  const whole = typed.encode(message as object);
  const refusal = (read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      expect(isExportError(error, 'MESSAGE_MALFORMED')).toBe(true);
      return undefined;
    }
  };

  it('cut off anywhere is refused, or is the message of the fields before', () => {
    expect(Buffer.compare(typed.encode(typed.decode(whole)), whole)).toBe(0);
    let refused = 0;
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      const read = refusal(() => typed.decode(cut)) as object | undefined;
      if (read === undefined) refused += 1;
      else expect(Buffer.compare(typed.encode(read), cut)).toBe(0);
    }
    expect(refused).toBeGreaterThan(whole.length / 2);
  });

  it('of any other bytes is read or refused as malformed, and its fields as well', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        refusal(() => typed.decode(bytes));
        refusal(() => typed.fieldNumbers(bytes));
      }),
      { seed: 20_261_126, numRuns: 500 },
    );
  });
});

it('numbers in a row are written packed, as proto3 has them, and read either way', () => {
  const { IntArrayProperties } = weaviate;
  const packed = Buffer.of(0x0a, 2, 1, 2);
  expect(IntArrayProperties.encode({ values: [toInt64(1), toInt64(2)] })).toEqual(packed);
  for (const bytes of [packed, Buffer.of(0x08, 1, 0x08, 2), Buffer.of(0x08, 1, 0x0a, 1, 2)]) {
    expect(IntArrayProperties.decode(bytes).values.map(fromInt64)).toEqual([1, 2]);
  }
});

describe('a text', () => {
  const { TextArray } = weaviate;
  const field = (...bytes: number[]) => Buffer.of(0x0a, bytes.length, ...bytes);

  it.each(['a\ud800b', `${'long '.repeat(20)}\udc00`])(
    'is written as UTF-8, with U+FFFD for half a pair: %j',
    (half) => {
      expect(TextArray.decode(TextArray.encode({ values: [half] })).values).toEqual([half.toWellFormed()]);
    },
  );

  it('with half a surrogate pair is read as such, for who takes it to say where it is', () => {
    expect(TextArray.decode(field(0x61, 0xed, 0xa0, 0x80)).values).toEqual(['a\ud800']);
    expect(TextArray.decode(field(0xef, 0xbf, 0xbd)).values).toEqual(['\ufffd']);
  });

  it('that is no UTF-8 is malformed', () => {
    expect(() => TextArray.decode(field(0x61, 0xff))).toThrow(/malformed weaviate.v1.TextArray: .*not UTF-8/);
  });
});
