import { describe, it } from 'vitest';
import { liveThrough } from './increment-model.fixture.ts';
import { incrementWorld } from './increment-world.fixture.ts';

const world = incrementWorld();
/** Lives of a store; the first of them are those of every run. */
const LIVES = Number(process.env['INCREMENT_LIVES'] ?? 500);

describe('a chain of increments', () => {
  it.each(Array.from({ length: LIVES }, (_, seed) => seed))(
    'comes back as the store was at each export: life %i',
    (seed) => liveThrough(world(), seed),
  );
});
