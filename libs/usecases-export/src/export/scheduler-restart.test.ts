import { describe, expect, it } from 'vitest';
import {
  everyone,
  arrayClass,
  backendFailure,
  keepWorkers,
  until,
  World,
  runningElsewhere,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';

const workers = keepWorkers();
const articles = arrayClass('Article', { s0: 4 });

describe('a restart', () => {
  /** A server that went away in the middle of an export, as what it left on the backend and in its record. */
  async function interrupted(file: string): Promise<World> {
    const world = new World(workers(), [articles, arrayClass('Book')]);
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === 'openSink' && key === `first/${file}` ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    const backend = new MemoryBackend('filesystem', false);
    for (const [address, bytes] of world.backend.files) backend.files.set(address, bytes);
    const later = new World(workers(), [articles], { backend });
    for (const record of await world.records.unfinished()) await later.records.save(record);
    await world.cancel('first');
    return later;
  }

  it('marks an unfinished export FAILED, says why, and clears its files, no others', async () => {
    const world = await interrupted('schema.json');
    world.backend.files.set('filesystem://first/Foreign.parquet', Buffer.from('foreign'));
    world.backend.files.set('filesystem://first/export_cancel.json', Buffer.from('{}'));
    expect(world.fileNames).toContain('first/Book.parquet');
    await world.scheduler.recover();
    expect(world.fileNames).toEqual(['first/Foreign.parquet', 'first/export_metadata.json']);
    const status = await world.status('first');
    expect(status).toMatchObject({ status: 'FAILED', error: 'interrupted by a restart of the server' });
    expect(world.metrics.ended).toEqual([['FAILED', undefined]]);
    for (const { status: state } of Object.values(status.progress)) expect(state).toBe('FAILED');
    expect(world.metadata('first').status).toEqual(status);
    expect(await world.records.unfinished()).toEqual([]);
  });

  it('leaves an export whose manifest stands as the success that it is', async () => {
    const whole = new World(workers(), [articles]);
    await whole.run('first');
    const manifest = whole.bytes('first/manifest.json');
    const world = await interrupted('schema.json');
    world.backend.files.set('filesystem://first/manifest.json', manifest);
    world.backend.files.set('filesystem://first/export_cancel.json', Buffer.from('{}'));
    await world.scheduler.recover();
    expect(await world.status('first')).toMatchObject({ status: 'SUCCESS' });
    expect(world.metrics.ended).toEqual([['SUCCESS', undefined]]);
    expect(world.metadata('first').status.status).toBe('SUCCESS');
    expect(world.fileNames).toContain('first/Article.parquet');
    expect(world.fileNames).not.toContain('first/export_cancel.json');
  });

  it('marks an export FAILED also where the backend cannot be reached, and goes on with the next', async () => {
    const world = await interrupted('schema.json');
    const [first] = await world.records.find('filesystem', 'first');
    const second = { ...first!, id: 'second', status: { ...first!.status, id: 'second' } };
    await world.records.save(second);
    world.backend.files.set('filesystem://second/export_metadata.json', Buffer.from(JSON.stringify(second)));
    world.backend.before = (_operation, key) => {
      if (key.startsWith('first/')) throw backendFailure('read', key);
    };
    await world.scheduler.recover();
    world.backend.before = () => undefined;
    expect((await world.status('first')).status).toBe('FAILED');
    expect((await world.status('second')).status).toBe('FAILED');
    expect(world.metadata('second').status.status).toBe('FAILED');
  });

  it('leaves a place alone whose claim never got through, since another server may have it', async () => {
    const world = await interrupted('schema.json');
    const address = 'filesystem://first/export_metadata.json';
    const foreign = { ...world.metadata('first'), owner: 'server-b' };
    world.backend.files.set(address, Buffer.from(JSON.stringify(foreign)));
    await world.scheduler.recover();
    expect(world.metadata('first')).toEqual(foreign);
    expect(world.fileNames).toContain('first/Book.parquet');
    expect(await world.records.unfinished()).toEqual([]);
  });

  it('that nothing recovered after: the export is FAILED after two minutes, as for any other server', async () => {
    const world = await interrupted('schema.json');
    expect((await world.status('first')).status).toBe('TRANSFERRING');
    world.clock.advance(120_001);
    expect((await world.status('first')).status).toBe('FAILED');
  });

  it('with nothing unfinished touches nothing', async () => {
    const world = new World(workers(), [articles]);
    await world.run('first');
    const files = new Map(world.backend.files);
    await world.scheduler.recover();
    expect(world.backend.files).toEqual(files);
  });
});

describe('the stop of a server', () => {
  it('takes no new exports, and still tells of those that there are', async () => {
    const world = new World(workers(), [articles]);
    await world.run('first');
    await world.scheduler.stop(0);
    await expect(world.start('second')).rejects.toMatchObject({ code: 'SHUTTING_DOWN', httpStatus: 503 });
    expect((await world.status('first')).status).toBe('SUCCESS');
  });

  it('waits for a running export as long as the grace lasts', async () => {
    const { owner, gate } = await runningElsewhere(workers());
    const stopped = owner.scheduler.stop(60_000);
    gate.open();
    await stopped;
    expect((await owner.status('first')).status).toBe('SUCCESS');
    owner.expectReleased();
  });

  it('cancels and cleans what has not ended by then, and says why', async () => {
    const { owner } = await runningElsewhere(workers());
    await owner.scheduler.stop(1);
    owner.expectReleased();
    expect(owner.fileNames).toEqual(['first/export_metadata.json']);
    expect(owner.metadata('first').status).toMatchObject({
      status: 'CANCELED',
      error: expect.stringContaining('shutting down') as string,
    });
  });

  it('waits for an export that is about to start, which is refused and undone', async () => {
    const world = new World(workers(), [articles]);
    const opening = new Gate();
    world.source.before = (step) => (step === 'openSnapshot' ? opening.pass() : undefined);
    const started = world.start('first');
    const refused = expect(started).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await opening.reached;
    let isStopped = false;
    const stopped = world.scheduler.stop(0).then(() => (isStopped = true));
    await until(async () => {
      await expect(world.start('second')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    });
    expect(isStopped).toBe(false);
    opening.open();
    await stopped;
    expect(world.fileNames).toEqual([]);
    world.expectReleased();
    await refused;
  });

  it('refuses an export that was asked for before, and has touched nothing yet', async () => {
    const asking = new Gate();
    const world = new World(workers(), [articles], {
      ports: { authorizer: { ...everyone, authorize: () => asking.pass() } },
    });
    const touched: string[] = [];
    world.backend.before = (operation) => void touched.push(operation);
    const started = world.start('first');
    await asking.reached;
    await world.scheduler.stop(0);
    asking.open();
    await expect(started).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(touched).toEqual([]);
  });

  it('may be asked for twice', async () => {
    const { owner } = await runningElsewhere(workers());
    await Promise.all([owner.scheduler.stop(0), owner.scheduler.stop(0)]);
    expect((await owner.status('first')).status).toBe('CANCELED');
  });
});
