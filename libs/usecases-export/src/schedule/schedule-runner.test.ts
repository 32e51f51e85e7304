import { describe, expect, it } from 'vitest';
import { keepWorkers, until } from '../export/export-world.fixture.ts';
import { Gate } from '../export/gate.fixture.ts';
import { ScheduleWorld, Shared } from './schedule-world.fixture.ts';

const workers = keepWorkers();

/** A server with its schedules looked after. */
function started(
  shared: Shared,
  options: ConstructorParameters<typeof ScheduleWorld>[2] = {},
): ScheduleWorld {
  const server = new ScheduleWorld(workers(), shared, options);
  server.schedules.start();
  return server;
}

/** Has the first write of an export wait. */
function held(shared: Shared): Gate {
  const gate = new Gate();
  shared.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
  return gate;
}

describe('a schedule', () => {
  it('runs when it is due, and names its exports by what the clocks of its zone show', async () => {
    await using server = started(new Shared('2026-11-30T12:00:00Z'));
    await server.make();
    expect(await server.schedules.get(null, 'nightly')).toMatchObject({
      nextRunAt: '2026-12-01T02:00:00.000Z',
    });
    const { lastRun, dueAt, lastSuccessAt } = await server.runsAt('2026-12-01T02:00:00Z', 1);
    expect(lastRun).toEqual({
      id: 'nightly-20261201-030000',
      startedAt: '2026-12-01T02:00:00.000Z',
      status: 'SUCCESS',
    });
    expect(dueAt).toBe('2026-12-02T02:00:00.000Z');
    expect(lastSuccessAt).toBe('2026-12-01T02:00:00.000Z');
    expect(server.whole).toEqual(['nightly-20261201-030000']);
    expect(server.world.metrics.scheduled).toEqual([['nightly', 'SUCCESS']]);
    const nextRunAt = Date.parse('2026-12-02T02:00:00Z');
    const standing = { name: 'nightly', nextRunAt, lastSuccessAt: Date.parse('2026-12-01T02:00:00Z') };
    await until(() => expect(server.world.metrics.standing).toEqual([standing]));
  });

  it.each([
    // Clocks put forward at 01:00Z, 07:00Z and (by half an hour) 15:30Z of the day before; put back at 01:00Z, 06:00Z, 15:00Z.
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z', '20260329-030000'],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00Z', '2026-03-08T07:00:00Z', '20260308-030000'],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T12:00:00Z', '2026-10-03T15:30:00Z', '20261004-023000'],
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '20261025-023000'],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00Z', '20261101-013000'],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T12:00:00Z', '2026-04-04T14:45:00Z', '20260405-014500'],
  ])('runs once on the night when the clocks of %s change, %s', async (timeZone, cron, from, at, id) => {
    await using server = started(new Shared(from));
    await server.make({ timeZone, cron, idTemplate: '{date}-{time}' });
    server.goTo(new Date(Date.parse(at) - 1000).toISOString());
    await server.quiet();
    expect(await server.record()).toMatchObject({ runs: 0, dueAt: new Date(at).toISOString() });
    await server.runsAt(at, 1);
    // Three hours on the night is over, with the second showing of what is shown twice.
    server.goTo(new Date(Date.parse(at) + 3 * 3_600_000).toISOString());
    await server.quiet();
    expect(await server.record()).toMatchObject({ runs: 1, lastRun: { id, status: 'SUCCESS' } });
    expect(server.whole).toEqual([id]);
  });

  it('runs once for all that it missed while no server ran', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    {
      await using server = new ScheduleWorld(workers(), shared);
      await server.make();
      await server.make({ name: 'hourly', cron: '0 * * * *' });
    }
    shared.clock.advance(3.5 * 86_400_000);
    await using server = started(shared);
    await server.ran(1);
    await server.ran(1, 'hourly');
    expect(await server.record()).toMatchObject({
      dueAt: '2026-12-04T02:00:00.000Z',
      lastRun: { id: 'nightly-20261204-010000', startedAt: '2026-12-04T00:00:00.000Z', status: 'SUCCESS' },
    });
    expect(server.whole).toHaveLength(2);
  });

  it('names a single run that it missed by when that was due', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    {
      await using server = new ScheduleWorld(workers(), shared);
      await server.make();
    }
    shared.clock.advance(86_400_000);
    await using server = started(shared);
    expect((await server.ran(1)).lastRun?.id).toBe('nightly-20261201-030000');
  });

  it('skips a run whose predecessor has not ended, and tells so', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    const gate = held(shared);
    await using server = started(shared);
    await server.make({ cron: '0 * * * *', idTemplate: '{n}' });
    server.goTo('2026-11-30T13:00:00Z');
    await gate.reached;
    server.goTo('2026-11-30T14:00:00Z');
    await until(async () =>
      expect(await server.record()).toMatchObject({
        runs: 2,
        dueAt: '2026-11-30T15:00:00.000Z',
        lastRun: { id: '2', status: 'SKIPPED', error: expect.stringContaining('"1"') as unknown },
      }),
    );
    expect(server.log).toContainEqual(
      expect.objectContaining({ schedule: 'nightly', message: 'run of a schedule skipped' }),
    );
    gate.open();
    await server.ran(2);
    expect(await server.record()).toMatchObject({ lastRun: { id: '1', status: 'SUCCESS' } });
    await server.runsAt('2026-11-30T15:00:00Z', 3);
    expect(server.whole).toEqual(['1', '3']);
    expect(server.world.metrics.scheduled.map(([, status]) => status)).toEqual([
      'SKIPPED',
      'SUCCESS',
      'SUCCESS',
    ]);
  });

  it('waits for a place where as many exports run as may, and runs when there is one', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    const gate = held(shared);
    await using server = started(shared, { maxConcurrent: 1 });
    await server.make({ idTemplate: 'first-{n}' });
    await server.make({ name: 'other', idTemplate: 'second-{n}' });
    server.goTo('2026-12-01T02:00:00Z');
    await gate.reached;
    await until(async () =>
      expect(await server.record('other')).toMatchObject({ runs: 1, lastRun: { status: 'WAITING' } }),
    );
    gate.open();
    await server.ran(1);
    await until(() => {
      shared.clock.advance(10_000);
      expect(server.whole).toContain('second-1');
    });
    expect(await server.ran(1, 'other')).toMatchObject({ lastRun: { status: 'SUCCESS' } });
  });

  it('does not run while it is not enabled, and from then on that it is', async () => {
    await using server = started(new Shared('2026-11-30T12:00:00Z'));
    await server.make({ enabled: false });
    server.goTo('2026-12-02T12:00:00Z');
    await server.quiet();
    expect(await server.schedules.get(null, 'nightly')).not.toHaveProperty('nextRunAt');
    await server.schedules.replace(null, 'nightly', {
      name: 'nightly',
      cron: '0 3 * * *',
      backend: 'filesystem',
      idTemplate: '{n}',
    });
    expect(await server.record()).toMatchObject({ runs: 0, dueAt: '2026-12-03T03:00:00.000Z' });
    await server.runsAt('2026-12-03T03:00:00Z', 1);
  });

  it('tells why an export could not be started, or failed', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using server = started(shared);
    await server.make({ idTemplate: '{n}' });
    await server.world.start('1');
    await until(() => expect(server.whole).toEqual(['1']));
    expect(await server.runsAt('2026-12-01T02:00:00Z', 1)).toMatchObject({
      lastRun: {
        id: '1',
        status: 'FAILED',
        error: expect.stringContaining('export already exists') as unknown,
      },
    });
    shared.backend.before = (operation) => {
      if (operation === 'write') throw new Error('made to fail');
    };
    const failed = await server.runsAt('2026-12-02T02:00:00Z', 2);
    expect(failed).toMatchObject({ lastRun: { id: '2', status: 'FAILED' } });
    expect(failed).not.toHaveProperty('lastSuccessAt');
    expect(server.world.metrics.scheduled).toEqual([
      ['nightly', 'FAILED'],
      ['nightly', 'FAILED'],
    ]);
  });
});

describe('two servers on one store', () => {
  it('never both make a run', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using first = started(shared, { owner: 'server-a' });
    await using second = started(shared, { owner: 'server-b' });
    await first.make({ cron: '0 * * * *', idTemplate: '{n}' });
    for (let hour = 1; hour <= 12; hour++) {
      await until(() => expect(shared.clock.sleepers).toBe(2));
      await first.runsAt(new Date(Date.UTC(2026, 10, 30, 12 + hour)).toISOString(), hour);
    }
    expect(first.whole).toHaveLength(12);
    expect(first.world.metrics.scheduled.length + second.world.metrics.scheduled.length).toBe(12);
  });

  it('skip what is due while the other one’s run has not ended', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    const gate = held(shared);
    await using first = started(shared, { owner: 'server-a' });
    await first.make({ cron: '0 * * * *', idTemplate: '{n}' });
    first.goTo('2026-11-30T13:00:00Z');
    await gate.reached;
    await using second = started(shared, { owner: 'server-b' });
    for (let minute = 0; minute < 60; minute++) {
      await until(() => expect(shared.clock.sleepers).toBe(3));
      shared.clock.advance(60_000);
    }
    await until(async () =>
      expect(await first.record()).toMatchObject({ runs: 2, run: { owner: 'server-a' } }),
    );
    gate.open();
    await second.ran(2);
    expect(first.whole).toEqual(['1']);
  });

  it('go on with a run that waited for a place when the other one died', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    {
      const server = new ScheduleWorld(workers(), shared, { owner: 'server-a' });
      await server.make();
      const record = await server.record();
      const heldUntil = '2026-12-01T02:02:00.000Z';
      const claim = { owner: 'server-a', life: 'ended', heldUntil };
      const run = { id: 'left', startedAt: '2026-12-01T02:00:00.000Z', status: 'WAITING' as const, ...claim };
      await shared.schedules.save({ ...record, runs: 1, dueAt: '2026-12-02T02:00:00.000Z', run });
    }
    shared.clock.advance(Date.parse('2026-12-01T02:01:00Z') - shared.clock.now());
    await using second = started(shared, { owner: 'server-b' });
    await second.quiet();
    expect(await second.record()).toMatchObject({ run: { owner: 'server-a' } });
    expect(await second.runsAt('2026-12-01T02:02:01Z', 1)).toMatchObject({
      lastRun: { id: 'left', status: 'SUCCESS' },
    });
    expect(second.whole).toEqual(['left']);
  });
});

describe('a server that starts again', () => {
  it('tells how the run ended that its earlier life had started', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    const gate = held(shared);
    const first = started(shared);
    await first.make({ idTemplate: '{n}' });
    first.goTo('2026-12-01T02:00:00Z');
    await gate.reached;
    await until(async () => expect(await first.record()).toMatchObject({ lastRun: { status: 'STARTED' } }));
    // The next life of the same server, which finds the first one's export unfinished.
    const second = new ScheduleWorld(workers(), shared);
    await second.world.scheduler.recover();
    second.schedules.start();
    expect(await second.ran(1)).toMatchObject({
      lastRun: { id: '1', status: 'FAILED', error: 'interrupted by a restart of the server' },
    });
    gate.open();
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  });

  it('goes on with what waited for a place when it stopped', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    const gate = held(shared);
    {
      await using first = started(shared, { maxConcurrent: 1 });
      await first.world.start('in-the-way');
      await gate.reached;
      await first.make({ idTemplate: '{n}' });
      first.goTo('2026-12-01T02:00:00Z');
      await until(async () => expect(await first.record()).toMatchObject({ lastRun: { status: 'WAITING' } }));
      const stopped = first.schedules.stop();
      gate.open();
      await stopped;
    }
    await using second = started(shared);
    expect(await second.ran(1)).toMatchObject({ lastRun: { id: '1', status: 'SUCCESS' } });
  });
});
