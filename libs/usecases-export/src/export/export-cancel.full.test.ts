import { expect, it } from 'vitest';
import { Gate } from './gate.fixture.ts';
import { keepWorkers, twoClasses } from './export-world.fixture.ts';

const workers = keepWorkers();

it('a cancel is done within the 10 seconds that it has, though the backend answers nothing any more', async () => {
  const world = twoClasses(workers());
  const { promise: never } = Promise.withResolvers<void>();
  const gate = new Gate();
  let isStalled = false;
  world.backend.before = (operation) => (isStalled ? never : operation === 'write' ? gate.pass() : undefined);
  await world.start('first');
  await gate.reached;
  isStalled = true;
  gate.open();
  await world.cancel('first');
  // Whether it still is at its place, the backend alone can say.
  isStalled = false;
  expect(await world.status('first')).toMatchObject({ status: 'CANCELED', error: 'export was canceled' });
  world.expectReleased();
});
