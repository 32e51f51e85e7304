import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RestClient, type ExportStatus } from './index.ts';
import { json, serve, state, type Answer } from './scripted-server.fixture.ts';

/** Answers with these states, one after the other. */
const states =
  (...statuses: string[]): Answer =>
  (response, n, request) =>
    json(state(statuses[n]!))(response, n, request);
const NOT_FOUND = json({ error: [{ message: 'export not found' }] }, 404);

describe('finished', () => {
  it.each(['SUCCESS', 'FAILED', 'CANCELED'])('gives the state of an export that ends as %s', async (end) => {
    await using server = await serve(states('STARTED', 'TRANSFERRING', 'TRANSFERRING', end));
    const seen: ExportStatus[] = [];
    const client = new RestClient({ url: server.url });
    const last = await client.finished('s3', 'nightly', {}, { onStatus: (status) => seen.push(status) });
    expect(last).toEqual(state(end));
    expect(seen.map(({ status }) => status)).toEqual(['STARTED', 'TRANSFERRING', 'TRANSFERRING', end]);
  });

  it('asks at the place that it was told', async () => {
    await using server = await serve(states('SUCCESS'));
    await new RestClient({ url: server.url }).finished('s3', 'nightly', { bucket: 'b', path: 'p' });
    expect(server.received[0]!.target).toBe('/v1/export/s3/nightly?bucket=b&path=p');
  });

  it('goes on where the server was away for a while', async () => {
    await using server = await serve((response, n, request) =>
      n === 1 ? response.destroy() : states('STARTED', '', 'SUCCESS')(response, n, request),
    );
    expect(await new RestClient({ url: server.url }).finished('s3', 'nightly')).toMatchObject({
      status: 'SUCCESS',
    });
    expect(server.received).toHaveLength(3);
  });

  it('fails where the server stays away', async () => {
    await using server = await serve((response, n, request) =>
      n === 0 ? states('STARTED')(response, n, request) : response.destroy(),
    );
    const wait = new RestClient({ url: server.url }).finished('s3', 'nightly', {}, { attempts: 2 });
    await expect(wait).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(server.received).toHaveLength(3);
  });

  it('fails at once where asking again is no use', async () => {
    await using server = await serve(NOT_FOUND);
    const wait = new RestClient({ url: server.url }).finished('s3', 'nightly');
    await expect(wait).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.received).toHaveLength(1);
  });
});

describe('an abort ends with its reason', () => {
  const REASON = new Error('Ctrl-C');

  it('a call that has not begun, which is not sent', async () => {
    await using server = await serve(states('SUCCESS'));
    const call = new RestClient({ url: server.url }).status(
      's3',
      'a',
      {},
      { signal: AbortSignal.abort(REASON) },
    );
    await expect(call).rejects.toBe(REASON);
    expect(server.received).toEqual([]);
  });

  it.each([
    ['has no answer yet', () => undefined],
    ['is answered in part', (response: Parameters<Answer>[0]) => response.writeHead(200).write('{"id":')],
  ])('a call that %s, and the connection with it', async (_, answer) => {
    const controller = new AbortController();
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using server = await serve((response, _n, request) => {
      answer(response);
      void once(request.socket, 'close').then(() => resolve());
      controller.abort(REASON);
    });
    const { signal } = controller;
    await expect(new RestClient({ url: server.url }).list('s3', {}, { signal })).rejects.toBe(REASON);
    await closed;
  });

  it('every call of the client that it was given to, but those that bring their own signal', async () => {
    await using server = await serve(states('SUCCESS', 'SUCCESS'));
    const client = new RestClient({ url: server.url, signal: AbortSignal.abort(REASON) });
    await expect(client.status('s3', 'a')).rejects.toBe(REASON);
    await expect(client.finished('s3', 'a')).rejects.toBe(REASON);
    const { signal } = new AbortController();
    await client.status('s3', 'a', {}, { signal });
    await client.finished('s3', 'a', {}, { signal });
    expect(server.received).toHaveLength(2);
  });

  it('a wait between two questions', async () => {
    const controller = new AbortController();
    await using server = await serve(states('TRANSFERRING'));
    const options = { signal: controller.signal, onStatus: () => controller.abort(REASON) };
    await expect(new RestClient({ url: server.url }).finished('s3', 'a', {}, options)).rejects.toBe(REASON);
    expect(server.received).toHaveLength(1);
  });

  it('a wait for a server that is away', async () => {
    const controller = new AbortController();
    await using server = await serve((response) => {
      response.destroy();
      setImmediate(() => controller.abort(REASON));
    });
    const wait = new RestClient({ url: server.url }).finished('s3', 'a', {}, { signal: controller.signal });
    await expect(wait).rejects.toBe(REASON);
  });
});
