import fc from 'fast-check';
import { isExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import {
  AggregateRequest,
  BatchDeleteRequest,
  BatchObject,
  BatchStreamRequest,
  SearchRequest,
  TenantsGetRequest,
} from './messages.ts';

const FILTERS = { operator: 1, testValue: 'valueText', valueText: 'a text', target: { property: '_id' } };
const MESSAGES = {
  SearchRequest: [
    SearchRequest,
    {
      collection: 'Article',
      tenant: 'one',
      properties: { nonRefProperties: ['title', 'text'] },
      filters: FILTERS,
    },
  ],
  BatchObject: [
    BatchObject,
    {
      uuid: '00000000-0000-4000-8000-000000000001',
      vectorBytes: Uint8Array.of(1, 2, 3, 4),
      properties: { nonRefProperties: { fields: [{ key: 'title', value: { stringValue: 'a title' } }] } },
      collection: 'Small',
    },
  ],
  BatchDeleteRequest: [BatchDeleteRequest, { collection: 'Article', filters: FILTERS, tenant: 'one' }],
  TenantsGetRequest: [TenantsGetRequest, { collection: 'Article', names: { values: ['one', 'two'] } }],
  AggregateRequest: [AggregateRequest, { collection: 'Article', objectsCount: true, tenant: 'one' }],
  BatchStreamRequest: [BatchStreamRequest, { data: { objects: { objects: [Uint8Array.of(7, 8, 9)] } } }],
} as const;

describe.each(Object.entries(MESSAGES))('%s', (_name, [codec, message]) => {
  const typed = codec as unknown as typeof SearchRequest;
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
