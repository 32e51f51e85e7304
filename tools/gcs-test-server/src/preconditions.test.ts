import { describe, expect, it } from 'vitest';
import { BUCKET, create, reasonOf, send, startWithBucket } from './client.fixture.ts';

const NOT_MET = {
  code: 412,
  errors: [expect.objectContaining({ reason: 'conditionNotMet' })],
};

describe('preconditions', () => {
  it('let one of many creators win', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const names = ['one', 'two', 'three', 'four', 'five'];
    const outcomes = await Promise.allSettled(names.map((name) => create(bucket.file('a'), name)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe(names[winner]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(NOT_MET);
    }
  });

  it('replace the one generation that is known', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const file = bucket.file('a');
    await create(file, 'first');
    const generation = server.object(BUCKET, 'a')?.generation ?? '';
    const known = { preconditionOpts: { ifGenerationMatch: generation, ifMetagenerationMatch: 1 } };
    await create(file, 'second', known);
    await expect(create(file, 'third', known)).rejects.toMatchObject(NOT_MET);
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('second');
  });

  it('delete the one generation that is known', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', 'x');
    const ifGenerationMatch = server.object(BUCKET, 'a')?.generation ?? '';
    await expect(bucket.file('a').delete({ ifGenerationMatch: 7 })).rejects.toMatchObject(NOT_MET);
    expect(server.names(BUCKET)).toEqual(['a']);
    await bucket.file('a').delete({ ifGenerationMatch });
    expect(server.names(BUCKET)).toEqual([]);
  });

  it.each([
    ['ifGenerationMatch=0', 412],
    ['ifGenerationMatch=7', 412],
    ['ifMetagenerationMatch=2', 412],
    ['ifMetagenerationMatch=1', 200],
    ['ifGenerationMatch=x', 400],
    ['ifGenerationMatch=-1', 400],
    ['generation=7', 404],
  ])('of a read are held: %s is answered %i', async (condition, status) => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'x');
    for (const media of ['', '&alt=media']) {
      const path = `/storage/v1/b/${BUCKET}/o/a?${condition}${media}`;
      expect((await send(started.server, 'GET', path)).status).toBe(status);
    }
  });

  it('ask nothing of an object that a read does not find', async () => {
    await using started = await startWithBucket();
    const path = `/storage/v1/b/${BUCKET}/o/a?ifGenerationMatch=0`;
    expect((await send(started.server, 'DELETE', path)).status).toBe(404);
  });

  it('by metageneration are not met by an object that is not there', async () => {
    await using started = await startWithBucket();
    const path = `/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=a&ifMetagenerationMatch=1`;
    const sent = await send(started.server, 'POST', path, { body: 'x' });
    expect([sent.status, reasonOf(sent)]).toEqual([412, 'conditionNotMet']);
  });

  it('reads a generation by its number', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', 'first');
    const generation = server.object(BUCKET, 'a')?.generation ?? '';
    expect((await bucket.file('a', { generation }).download())[0].toString()).toBe('first');
    server.put(BUCKET, 'a', 'second');
    await expect(bucket.file('a', { generation }).download()).rejects.toMatchObject({
      code: 404,
      message: expect.stringContaining(`a#${generation}`) as string,
    });
  });
});
