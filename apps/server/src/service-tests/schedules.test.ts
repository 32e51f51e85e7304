import type { RestClient } from '@weaviate-export/rest-client';
import { describe, expect, it, vi } from 'vitest';
import { type Host, startHost } from './host.fixture.ts';
import { callAs, clientOf, startHostWithRoles } from './users.fixture.ts';

/** Of a day that no test meets. */
const YEARLY = {
  name: 'yearly',
  cron: '0 3 29 2 *',
  backend: 'filesystem',
  idTemplate: '{name}-{n}',
} as const;

/** The schedule once its last run has ended. */
async function ended(client: RestClient, name = 'yearly') {
  return vi.waitFor(
    async () => {
      const schedule = await client.schedule(name);
      expect(schedule.lastRun?.status).not.toMatch(/WAITING|STARTED/);
      return schedule;
    },
    { timeout: 100_000, interval: 5 },
  );
}

async function withArticle(environment: Record<string, string> = {}): Promise<Host> {
  const host = await startHost({ EXPORT_PARALLELISM: '1', ...environment });
  await host.call('POST', '/objects', { class: 'Article', properties: { title: 'one' } });
  return host;
}

describe('schedules over HTTP', () => {
  it('are made, told, changed, run and removed', async () => {
    await using host = await withArticle();
    const { client } = host;
    const made = await client.createSchedule({
      ...YEARLY,
      timeZone: 'Europe/Berlin',
      retention: { keepLast: 1 },
    });
    expect(made).toEqual({
      ...YEARLY,
      timeZone: 'Europe/Berlin',
      request: {},
      retention: { keepLast: 1 },
      enabled: true,
      nextRunAt: '2028-02-29T02:00:00.000Z',
    });
    expect(await client.schedule('yearly')).toEqual(made);
    expect(await client.schedules()).toEqual([made]);
    expect((await client.runSchedule('yearly')).lastRun).toMatchObject({ id: 'yearly-1' });
    expect((await ended(client)).lastRun).toMatchObject({ id: 'yearly-1', status: 'SUCCESS' });
    expect(await client.status('filesystem', 'yearly-1')).toMatchObject({
      status: 'SUCCESS',
      classes: ['Article'],
    });

    const { nextRunAt: _, ...off } = made;
    const changed = await client.replaceSchedule({ ...off, enabled: false });
    expect(changed).not.toHaveProperty('nextRunAt');
    await client.runSchedule('yearly');
    expect((await ended(client)).lastRun).toMatchObject({ id: 'yearly-2', status: 'SUCCESS' });
    // The retention keeps one.
    await vi.waitFor(
      () => expect(client.status('filesystem', 'yearly-1')).rejects.toMatchObject({ code: 'NOT_FOUND' }),
      { timeout: 100_000 },
    );
    expect(await client.status('filesystem', 'yearly-2')).toMatchObject({ status: 'SUCCESS' });

    await client.removeSchedule('yearly');
    await expect(client.schedule('yearly')).rejects.toMatchObject({ httpStatus: 404 });
    expect(await client.schedules()).toEqual([]);
  });

  it('refuse what cannot be with 422, by name', async () => {
    await using host = await withArticle();
    for (const [changes, name] of [
      [{ incremental: { fullEvery: 0 } }, 'fullEvery'],
      [{ request: { id: 'x' } }, 'id'],
      [{ request: { config: { colour: 'red' } } }, 'colour'],
      [{ cron: 'daily' }, 'cron'],
      [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
      [{ retention: { keepLast: 0 } }, 'keepLast'],
      [{ request: { include: ['Missing'] } }, 'Missing'],
      [{ backend: 's3' }, 's3'],
    ] satisfies [object, string][]) {
      const { status, body } = await host.call('POST', '/export-schedules', { ...YEARLY, ...changes });
      expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(name)]);
    }
    expect(await host.client.schedules()).toEqual([]);
  });

  it('go on in the next life of the server, and tell Prometheus of themselves', async () => {
    await using host = await withArticle();
    await host.client.createSchedule(YEARLY);
    await host.client.runSchedule('yearly');
    const before = await ended(host.client);
    await host.server.stop(0);
    await using next = await startHost({
      PERSISTENCE_DATA_PATH: host.folder,
      PROMETHEUS_MONITORING_ENABLED: 'true',
      PROMETHEUS_MONITORING_PORT: '0',
    });
    expect(await next.client.schedule('yearly')).toEqual(before);
    await vi.waitFor(
      async () => {
        const metrics = await (await fetch(next.server.metricsUrl!)).text();
        expect(metrics).toContain(
          `weaviate_export_schedule_next_run_timestamp_seconds{schedule="yearly"} ${Date.parse(before.nextRunAt!) / 1000}`,
        );
        expect(metrics).toMatch(/weaviate_export_schedule_last_success_age_seconds\{schedule="yearly"\} \d/);
        expect(metrics).toContain('weaviate_export_schedule_runs_total{schedule="yearly",status="failed"} 0');
      },
      { timeout: 100_000, interval: 5 },
    );
  });

  it('fail, and tell so, once the role of their creator is taken away', async () => {
    await using host = await startHostWithRoles(
      { exporter: [{ action: 'manage_backups', backups: { collection: 'Article' } }] },
      { EXPORT_PARALLELISM: '1' },
    );
    await callAs(host, 'root', 'POST', '/objects', { class: 'Article' });
    await callAs(host, 'root', 'POST', '/objects', { class: 'Secret' });
    await clientOf(host, 'exporter').createSchedule(YEARLY);
    const root = clientOf(host, 'root');
    await root.runSchedule('yearly');
    expect((await ended(root)).lastRun).toMatchObject({ status: 'SUCCESS' });
    // As its creator, whoever asks for the run.
    expect((await root.status('filesystem', 'yearly-1')).classes).toEqual(['Article']);
    await callAs(host, 'root', 'POST', '/authz/users/exporter/revoke', { roles: ['exporter'] });
    expect((await root.runSchedule('yearly')).lastRun).toMatchObject({
      id: 'yearly-2',
      status: 'FAILED',
      error: 'no exportable classes: nothing is left to export for this caller',
    });
  });
});
