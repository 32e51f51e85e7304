import 'reflect-metadata';
import { Container } from 'inversify';
import { describe, expect, it } from 'vitest';
import { ArraySource } from './ports/array-source.fixture.ts';
import { ExportModule } from './export-module.ts';
import { MemoryBackend } from './ports/memory-backend.fixture.ts';
import { Authorizer } from './ports/authorizer.ts';
import { BackendProvider } from './ports/backend.ts';
import { DBAdapter } from './ports/db-adapter.ts';
import { Scheduler } from './export/scheduler.ts';

const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};
const article = (n: number) => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  creationTime: 1_700_000_000_000 + n,
  updateTime: 1_700_000_000_001 + n,
  vector: new Float32Array([n, 0.5, -0]),
  namedVectors: null,
  properties: JSON.stringify({ title: `Article ${n}` }),
});

describe('ExportModule', () => {
  it('is all that a host registers beside its three ports', async () => {
    const backend = new MemoryBackend('filesystem', false);
    const objects = Array.from({ length: 25_000 }, (_, n) => article(n));
    const source = new ArraySource({
      definition: { class: 'Article' },
      shards: { 'shard-0': objects },
      dimensions: { '': 3 },
    });
    const container = new Container();
    container.bind(Authorizer).toConstantValue(everyone);
    container.bind(DBAdapter).toConstantValue(source);
    container.bind(BackendProvider).toConstantValue(backend);
    container.load(ExportModule);

    const scheduler = container.get(Scheduler);
    const started = await scheduler.export(null, 'filesystem', { id: 'first', include: ['article'] });
    expect(started).toMatchObject({
      id: 'first',
      status: 'STARTED',
      path: 'filesystem://first',
      classes: ['Article'],
    });

    await expect
      .poll(async () => (await scheduler.status(null, 'filesystem', 'first', {})).status)
      .toBe('SUCCESS');
    const status = await scheduler.status(null, 'filesystem', 'first', {});
    expect(status.progress['Article']).toMatchObject({
      status: 'SUCCESS',
      objectsExported: 25_000,
      objectsTotal: 25_000,
    });
    expect([...backend.files.keys()].sort()).toEqual([
      'filesystem://first/Article.parquet',
      'filesystem://first/export_metadata.json',
      'filesystem://first/manifest.json',
      'filesystem://first/schema.json',
    ]);
    expect(source.openSnapshots).toBe(0);
    await container.unbindAllAsync();
    await expect(scheduler.export(null, 'filesystem', { id: 'second' })).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    });
  });
});
