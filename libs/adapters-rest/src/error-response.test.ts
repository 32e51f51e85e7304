import { ExportError } from '@weaviate-export/entities-export';
import Fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { replyNotFound, replyWithError } from './error-response.ts';

/** A host of its own routes that answers with errors as the export routes do. */
function hostWith(log: string[] = []): FastifyInstance {
  const app = Fastify({
    logger: { level: 'warn', stream: { write: (line) => log.push(line) } },
    bodyLimit: 50,
    frameworkErrors: (error, request, reply) => void replyWithError(error, request, reply),
  });
  app.setErrorHandler(replyWithError);
  app.setNotFoundHandler(replyNotFound);
  app.post('/objects', { schema: { body: { type: 'object', required: ['class'] } } }, async () => ({}));
  app.get('/objects/:id', async () => ({}));
  return app;
}

describe("a host's own routes", () => {
  const json = { 'content-type': 'application/json' };
  const cases = [
    ['malformed JSON', 'POST', '/objects', json, '{', 400, 'malformed JSON in the request body: '],
    ['an empty body', 'POST', '/objects', json, '', 400, 'malformed JSON in the request body: '],
    ['a body too large', 'POST', '/objects', json, ' '.repeat(51), 413, 'larger than the limit of 50 bytes'],
    ['no JSON', 'POST', '/objects', { 'content-type': 'a/b' }, 'x', 415, '"a/b" is not supported'],
    ['what their schema refuses', 'POST', '/objects', json, '{}', 422, "must have required property 'class'"],
    ['a path that cannot be decoded', 'GET', '/objects/%ZZ', {}, undefined, 422, 'not a valid url component'],
    [
      'a path that is not there',
      'GET',
      '/nowhere?a=1',
      {},
      undefined,
      404,
      'path GET /nowhere was not found',
    ],
  ] as const;
  it.each(cases)(
    'answer %s in the same shape',
    async (_what, method, url, headers, payload, status, text) => {
      const log: string[] = [];
      const app = hostWith(log);
      const body = payload === undefined ? {} : { payload };
      const response = await app.inject({ method, url, headers, ...body });
      expect(response.statusCode).toBe(status);
      expect(response.json()).toEqual({ error: [{ message: expect.stringContaining(text) as string }] });
      expect(log).toEqual([]);
      await app.close();
    },
  );

  it.each([
    ['an Error', () => new Error('secret of the database')],
    [
      'an Error with a code',
      () => Object.assign(new Error('secret of the database'), { code: 'ECONNRESET' }),
    ],
    [
      'an error of the table',
      () => new ExportError('INTERNAL', [], { cause: new Error('secret of the database') }),
    ],
  ])('keep the cause of a 500 to the log: %s', async (_what, failure) => {
    const log: string[] = [];
    const app = hostWith(log);
    app.get('/fails', async () => {
      throw failure();
    });
    const response = await app.inject('/fails');
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({
      error: [{ message: 'internal error: the log of the server says more' }],
    });
    expect(log.join()).toContain('secret of the database');
    await app.close();
  });
});

it('a caller who leaves while sending is no error of the server', async () => {
  const log: string[] = [];
  const app = hostWith(log);
  const replied = Promise.withResolvers<number>();
  app.addHook('onSend', async (_request, reply, payload) => {
    replied.resolve(reply.statusCode);
    return payload;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const arrived = once(app.server, 'request');
  socket.write(
    'POST /objects HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n{',
  );
  await arrived;
  socket.destroy();
  expect(await replied.promise).toBe(400);
  expect(log).toEqual([]);
  await app.close();
});
