import { RestClient } from '@weaviate-export/rest-client';
import { type SampleObject } from '@weaviate-export/sample-data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApi, type Answers } from './api-server.fixture.ts';
import { exportAll } from './export.ts';
import { createClasses, loadObjects } from './load.ts';

const OBJECTS: readonly SampleObject[] = Array.from({ length: 450 }, (_, at) => ({
  class: 'Fact',
  id: `id-${at}`,
  properties: { at },
  vector: [at],
}));
const NEVER = new AbortController().signal;

/** Runs `step` against an API with these answers; gives the message it failed with. */
async function failureOf(answers: Answers, step: (client: RestClient) => Promise<unknown>): Promise<string> {
  await using api = await startApi(answers);
  return await step(new RestClient({ url: api.url })).then(
    () => 'no failure',
    (error: Error) => error.message,
  );
}

const stored = (body: unknown) =>
  (body as { objects: SampleObject[] }).objects.map(({ id }) => ({ id, result: { status: 'SUCCESS' } }));

// The steps print as they go on.
beforeEach(() => vi.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

describe('createClasses', () => {
  it('shows what the API says of a class that it refuses', async () => {
    const refused = { error: [{ message: 'class name' }, { message: 'too long' }] };
    const answers: Answers = { 'POST /v1/schema': () => ({ status: 422, body: refused }) };
    const definition = { class: 'Fact', description: '', properties: [] };
    expect(await failureOf(answers, (client) => createClasses(client, [definition]))).toBe(
      'POST /v1/schema answered 422: class name; too long',
    );
  });
});

describe('loadObjects', () => {
  it('sends every object once, in batches of 200', async () => {
    const batches: string[][] = [];
    const answers: Answers = {
      'POST /v1/batch/objects': (body) => {
        batches.push((body as { objects: SampleObject[] }).objects.map(({ id }) => id));
        return { body: stored(body) };
      },
    };
    expect(await failureOf(answers, (client) => loadObjects(client, OBJECTS))).toBe('no failure');
    expect(batches.map((batch) => batch.length)).toEqual([200, 200, 50]);
    expect(batches.flat()).toEqual(OBJECTS.map(({ id }) => id));
    expect(vi.mocked(console.log).mock.calls.map(([line]: unknown[]) => line)).toEqual(
      ['  0', ' 25', ' 50', ' 75', '100'].map((percent) => `  ${percent} %  objects loaded`),
    );
  });

  it('names the object that was not stored, though the batch was answered with 200', async () => {
    const failed = {
      id: 'id-7',
      result: { status: 'FAILED', errors: { error: [{ message: 'no such property' }] } },
    };
    const answers: Answers = { 'POST /v1/batch/objects': (body) => ({ body: stored(body).with(7, failed) }) };
    expect(await failureOf(answers, (client) => loadObjects(client, OBJECTS))).toBe(
      'object id-7 of class Fact was not stored: no such property',
    );
  });

  it('does not take an answer for fewer objects than were sent', async () => {
    const answers: Answers = { 'POST /v1/batch/objects': (body) => ({ body: stored(body).slice(1) }) };
    expect(await failureOf(answers, (client) => loadObjects(client, OBJECTS))).toMatch(
      /^a batch of 200 objects was/,
    );
  });
});

describe('exportAll', () => {
  const settings = { id: 'x', objects: 450, signal: NEVER };

  it('waits until the export has succeeded', async () => {
    let polls = 0;
    await using api = await startApi({
      'POST /v1/export/filesystem': () => ({ body: { id: 'x', status: 'STARTED', path: '/exports/x' } }),
      'GET /v1/export/filesystem/x': () => {
        polls += 1;
        const status = polls < 3 ? 'TRANSFERRING' : 'SUCCESS';
        const progress = { Fact: { status, objectsExported: 150 * polls, objectsTotal: 450 } };
        return { body: { id: 'x', status, path: '/exports/x', progress } };
      },
    });
    expect(await exportAll(new RestClient({ url: api.url }), settings)).toMatchObject({ status: 'SUCCESS' });
    expect(polls).toBe(3);
  });

  it('fails with the server’s reason where the export does', async () => {
    const progress = { Fact: { status: 'FAILED', objectsExported: 7, error: 'class Fact: shard is gone' } };
    const answers: Answers = {
      'POST /v1/export/filesystem': () => ({ body: { status: 'STARTED', path: '/exports/x' } }),
      'GET /v1/export/filesystem/x': () => ({
        body: { status: 'FAILED', path: '/exports/x', error: 'disk full', progress },
      }),
    };
    expect(await failureOf(answers, (client) => exportAll(client, settings))).toBe(
      'the export ended FAILED: disk full; class Fact: shard is gone',
    );
  });

  it('ends at once when the demo is interrupted', async () => {
    const interrupted = new AbortController();
    await using api = await startApi({
      'POST /v1/export/filesystem': () => ({ body: { status: 'STARTED', path: '/exports/x' } }),
      'GET /v1/export/filesystem/x': () => {
        interrupted.abort();
        return { body: { status: 'TRANSFERRING', path: '/exports/x' } };
      },
    });
    const { signal } = interrupted;
    await expect(exportAll(new RestClient({ url: api.url }), { ...settings, signal })).rejects.toThrow(
      'abort',
    );
  });
});
