import { ExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { keepWorkers, until } from '../export/export-world.fixture.ts';
import type { Authorizer, ExportResource, Principal } from '../ports/authorizer.ts';
import { MOST_SCHEDULES } from './export-schedules.ts';
import type { ScheduleRequest } from './schedule-request.ts';
import { ScheduleWorld, Shared } from './schedule-world.fixture.ts';

const workers = keepWorkers();
const ada: Principal = { username: 'ada', groups: ['ops'], userType: 'oidc' };
const bob: Principal = { username: 'bob' };

const nightly: ScheduleRequest = { name: 'nightly', cron: '0 3 * * *', backend: 'filesystem' };

/** Lets each user use the classes that the test says. */
class Roles implements Authorizer {
  readonly classes: Record<string, readonly string[]> = { ada: ['Article', 'Book'], bob: ['Book'] };

  async authorize(
    principal: Principal | null,
    verb: string,
    resources: readonly ExportResource[],
  ): Promise<void> {
    if (principal === null) throw new ExportError('UNAUTHENTICATED', []);
    const allowed = this.classes[principal.username] ?? [];
    const isAllowed = resources.every((resource) =>
      resource.type === 'export' && resource.classes !== undefined
        ? resource.classes.every((name) => allowed.includes(name))
        : allowed.length > 0,
    );
    if (!isAllowed) throw new ExportError('FORBIDDEN', [principal.username, verb]);
  }

  async filter(principal: Principal | null, _verb: string, classes: readonly string[]): Promise<string[]> {
    const allowed = this.classes[principal?.username ?? ''] ?? [];
    return classes.filter((name) => allowed.includes(name));
  }
}

function server(shared = new Shared('2026-11-30T12:00:00Z'), authorizer?: Authorizer): ScheduleWorld {
  return new ScheduleWorld(workers(), shared, authorizer && { authorizer });
}

describe('schedules', () => {
  it('are made with defaults for what is left out, told, and listed in order of name', async () => {
    await using world = server();
    const whole: ScheduleRequest = {
      name: 'hourly',
      cron: '0 0 * * * *',
      timeZone: 'Asia/Tokyo',
      backend: 'filesystem',
      idTemplate: '{name}-{n}',
      request: { include: ['article'], config: { layout: 'typed' } },
      retention: { keepLast: 3, keepDays: 2 },
      enabled: false,
    };
    const made = {
      ...nightly,
      timeZone: 'UTC',
      idTemplate: '{name}-{date}-{time}',
      request: {},
      enabled: true,
      nextRunAt: '2026-12-01T03:00:00.000Z',
    };
    expect(await world.schedules.create(null, nightly)).toEqual(made);
    expect(await world.schedules.create(null, whole)).toEqual(whole);
    expect(await world.schedules.get(null, 'hourly')).toEqual(whole);
    expect(await world.schedules.list(null)).toEqual([whole, made]);
  });

  it('are there once by name, until they are removed', async () => {
    await using world = server();
    await world.schedules.create(null, nightly);
    await expect(world.schedules.create(null, nightly)).rejects.toMatchObject({
      code: 'SCHEDULE_ALREADY_EXISTS',
    });
    await world.schedules.remove(null, 'nightly');
    for (const call of [
      world.schedules.get(null, 'nightly'),
      world.schedules.remove(null, 'nightly'),
      world.schedules.run(null, 'nightly'),
      world.schedules.replace(null, 'nightly', nightly),
    ])
      await expect(call).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    await world.schedules.create(null, nightly);
  });

  it.each<[string, Partial<Record<keyof ScheduleRequest, unknown>>, string]>([
    ['FIELD_INVALID', { name: 'Nightly' }, 'invalid name'],
    ['FIELD_INVALID', { name: 'x'.repeat(65) }, 'invalid name'],
    ['FIELD_INVALID', { name: '' }, 'invalid name'],
    ['FIELD_INVALID', { cron: 'daily' }, 'invalid cron'],
    ['FIELD_INVALID', { timeZone: 'Mars/Olympus' }, 'invalid timeZone'],
    ['FIELD_INVALID', { idTemplate: 'always' }, 'invalid idTemplate'],
    ['FIELD_INVALID', { request: { id: 'mine' } }, 'invalid request.id'],
    ['FIELD_INVALID', { request: { config: { layout: 'flat' } } }, 'invalid config.layout'],
    ['FIELD_INVALID', { request: { config: { bucket: 'b' } } }, 'invalid config.bucket'],
    ['FIELD_INVALID', { retention: {} }, 'invalid retention'],
    ['FIELD_INVALID', { retention: { keepLast: 0 } }, 'invalid retention.keepLast'],
    ['FIELD_INVALID', { retention: { keepDays: 1.5 } }, 'invalid retention.keepDays'],
    [
      'FIELD_INVALID',
      { incremental: { fullEvery: 0 } },
      'incremental.fullEvery 0: allowed are whole numbers from 1',
    ],
    [
      'FIELD_INVALID',
      { incremental: { fullEvery: 7 }, request: { config: { since: 'x' } } },
      'request.config.since "x": incremental says it',
    ],
    ['CLASS_UNKNOWN', { request: { include: ['Missing'] } }, 'class "Missing"'],
    ['BACKEND_UNKNOWN', { backend: 'tape' }, 'unknown backend "tape"'],
    ['INCLUDE_WITH_EXCLUDE', { request: { include: ['Book'], exclude: ['Book'] } }, 'include and exclude'],
  ])('are refused with %s for %j', async (code, changes, message) => {
    await using world = server();
    const request = { ...nightly, ...changes } as ScheduleRequest;
    const refused = { code, message: expect.stringContaining(message) as unknown };
    await expect(world.schedules.create(null, request)).rejects.toMatchObject(refused);
    await world.schedules.create(null, nightly);
    if (!('name' in changes))
      await expect(world.schedules.replace(null, 'nightly', request)).rejects.toMatchObject(refused);
  });

  it('are at most a thousand', async () => {
    await using world = server();
    for (let n = 0; n < MOST_SCHEDULES; n++) {
      const definition = {
        ...nightly,
        name: `s${n}`,
        timeZone: 'UTC',
        idTemplate: '{n}',
        request: {},
        enabled: true,
      };
      await world.shared.schedules.save({ revision: 0, definition, creator: null, since: '', runs: 0 });
    }
    await expect(world.schedules.create(null, nightly)).rejects.toThrow('1000 schedules are there');
  });

  it('keep their runs and, where it is due as before, the time of the next when they are changed', async () => {
    await using world = server();
    await world.schedules.create(null, { ...nightly, idTemplate: '{n}' });
    await world.schedules.run(null, 'nightly');
    await world.ran(1);
    world.goTo('2026-12-01T04:00:00Z');
    const kept = await world.schedules.replace(null, 'nightly', { ...nightly, retention: { keepLast: 1 } });
    expect(kept).toMatchObject({ nextRunAt: '2026-12-01T03:00:00.000Z', lastRun: { id: '1' } });
    const moved = await world.schedules.replace(null, 'nightly', { ...nightly, timeZone: 'Europe/Berlin' });
    expect(moved).toMatchObject({ nextRunAt: '2026-12-02T02:00:00.000Z', lastRun: { id: '1' } });
    expect(moved).not.toHaveProperty('retention');
    await expect(world.schedules.replace(null, 'nightly', { ...nightly, name: 'other' })).rejects.toThrow(
      'it must be that of the path, nightly',
    );
  });

  it('run now when they are asked to, also where they are not enabled, and once at a time', async () => {
    await using world = server();
    await world.schedules.create(null, { ...nightly, enabled: false, idTemplate: '{n}' });
    const [first, second] = await Promise.allSettled([
      world.schedules.run(null, 'nightly'),
      world.schedules.run(null, 'nightly'),
    ]);
    expect([first, second]).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'SCHEDULE_RUNNING' }) as unknown,
    });
    expect([first, second]).toContainEqual({
      status: 'fulfilled',
      value: expect.objectContaining({ name: 'nightly' }) as unknown,
    });
    expect(await world.ran(1)).toMatchObject({ lastRun: { id: '1', status: 'SUCCESS' } });
    await world.schedules.run(null, 'nightly');
    await world.ran(2);
    expect(world.whole).toEqual(['1', '2']);
  });

  it('go on with a run under way when they are removed, and begin anew when they are made again', async () => {
    await using world = server();
    await world.schedules.create(null, { ...nightly, idTemplate: '{n}-{time}' });
    await world.schedules.run(null, 'nightly');
    await world.schedules.remove(null, 'nightly');
    await until(() => expect(world.whole).toEqual(['1-120000']));
    world.goTo('2026-11-30T13:00:00Z');
    await world.schedules.create(null, { ...nightly, idTemplate: '{n}-{time}' });
    await world.schedules.run(null, 'nightly');
    expect(await world.ran(1)).toMatchObject({ lastRun: { id: '1-130000', status: 'SUCCESS' } });
    expect(world.whole).toEqual(['1-120000', '1-130000']);
  });
});

describe('who may do what with a schedule', () => {
  it('is who may export its classes; nobody else learns whether it is there', async () => {
    await using world = server(undefined, new Roles());
    const { schedules } = world;
    await schedules.create(ada, nightly);
    await schedules.create(ada, { ...nightly, name: 'books', request: { include: ['Book'] } });
    expect((await schedules.list(ada)).map(({ name }) => name)).toEqual(['books', 'nightly']);
    expect((await schedules.list(bob)).map(({ name }) => name)).toEqual(['books']);
    expect(await schedules.list({ username: 'eve' })).toEqual([]);
    await expect(schedules.list(null)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const name of ['nightly', 'missing'])
      for (const call of [
        schedules.get({ username: 'eve' }, name),
        schedules.remove({ username: 'eve' }, name),
        schedules.run({ username: 'eve' }, name),
        schedules.replace({ username: 'eve' }, name, { ...nightly, name }),
      ])
        await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const call of [
      schedules.get(bob, 'nightly'),
      schedules.remove(bob, 'nightly'),
      schedules.run(bob, 'nightly'),
      schedules.replace(bob, 'nightly', nightly),
    ])
      await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await schedules.remove(bob, 'books');
    await expect(schedules.create({ username: 'eve' }, nightly)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is asked as its creator at each run: with a role that was taken away the run fails, and is told', async () => {
    const roles = new Roles();
    await using world = server(undefined, roles);
    await world.schedules.create(ada, { ...nightly, idTemplate: '{n}' });
    world.schedules.start();
    await world.runsAt('2026-12-01T03:00:00Z', 1);
    expect(world.world.metadata('1').status.classes).toEqual(['Article', 'Book']);
    roles.classes['ada'] = ['Article'];
    await world.runsAt('2026-12-02T03:00:00Z', 2);
    expect(world.world.metadata('2').status.classes).toEqual(['Article']);
    roles.classes['ada'] = [];
    const failed = await world.runsAt('2026-12-03T03:00:00Z', 3);
    expect(failed.lastRun).toMatchObject({
      id: '3',
      status: 'FAILED',
      error: expect.stringContaining('forbidden') as unknown,
    });
    expect(failed.lastSuccessAt).toBe('2026-12-02T03:00:00.000Z');
    expect(world.whole).toEqual(['1', '2']);
    expect(world.log).toContainEqual(
      expect.objectContaining({ schedule: 'nightly', message: 'run of a schedule did not succeed' }),
    );
  });

  it('changes with who changed it: its exports are theirs from then on', async () => {
    const roles = new Roles();
    await using world = server(undefined, roles);
    await world.schedules.create(ada, { ...nightly, request: { include: ['Book'] }, idTemplate: '{n}' });
    await world.schedules.replace(bob, 'nightly', { ...nightly, idTemplate: '{n}' });
    await world.schedules.run(bob, 'nightly');
    await world.ran(1);
    expect(world.world.metadata('1')).toMatchObject({
      status: { classes: ['Book'] },
      schedule: { name: 'nightly', since: '2026-11-30T12:00:00.000Z' },
    });
  });
});
