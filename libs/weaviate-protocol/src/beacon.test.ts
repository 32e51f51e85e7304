import { expect, it } from 'vitest';
import { beaconOf, parseBeacon } from './beacon.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';

it.each([
  [{ class: 'Article', id: ID }, `weaviate://localhost/Article/${ID}`],
  [{ class: undefined, id: ID }, `weaviate://localhost/${ID}`],
])('a reference to %o is written and read as %s', (target, beacon) => {
  expect(beaconOf(target)).toBe(beacon);
  expect(parseBeacon(beacon)).toEqual(target);
});

it('a beacon may name any host', () => {
  expect(parseBeacon(`weaviate://some-host:8080/Article/${ID}`)).toEqual({ class: 'Article', id: ID });
});

it.each([
  '',
  'weaviate://localhost',
  'weaviate://localhost/',
  `http://localhost/A/${ID}`,
  `weaviate://a/b/c/${ID}`,
])('%o is no beacon', (text) => {
  expect(parseBeacon(text)).toBeUndefined();
});
