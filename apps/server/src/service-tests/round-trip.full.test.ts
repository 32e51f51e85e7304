import fc from 'fast-check';
import { ENCODING_NAMES, LAYOUT_NAMES } from '@weaviate-export/format';
import { expect, it } from 'vitest';
import { anyClass } from './any-class.fixture.ts';
import { RoundTrips } from './round-trip.fixture.ts';

/** Of about ten thousand objects each. */
const { ROUND_TRIPS = '20' } = process.env;
const KINDS = LAYOUT_NAMES.flatMap((layout) => ENCODING_NAMES.map((encoding) => ({ layout, encoding })));

it(
  'very many objects of any classes come back as they were, by every layout and encoding',
  { timeout: 1_800_000 },
  async () => {
    await using trips = await RoundTrips.start();
    let compared = 0;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(anyClass(14_000), async (any) => {
        compared += await trips.trip(any, KINDS[run++ % KINDS.length]!);
      }),
      { seed: 1_000_000, numRuns: Number(ROUND_TRIPS), endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(9_000 * Number(ROUND_TRIPS));
  },
);
