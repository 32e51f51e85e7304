import { ExportError } from '@weaviate-export/entities-export';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

/** A logger, and the lines that it wrote. */
function logged(level: Parameters<typeof createLogger>[0] = 'info') {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(line) });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** As the SDKs throw them: with the request that failed. */
function sdkError(): Error {
  return Object.assign(new Error('refused'), {
    config: { headers: { authorization: 'Bearer top-secret' }, url: 'https://host/?sig=top-secret' },
  });
}

describe('the log', () => {
  it('is a JSON object a line, with level, time and message', () => {
    const { logger, lines, entries } = logged();
    logger.info({ export: 'one' }, 'export started');
    logger.debug({}, 'unheard');
    expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
    expect(entries()[0]).toMatchObject({ level: 'info', msg: 'export started', export: 'one' });
    expect(entries()[0]!['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('says of an error what it is and why, and nothing else that it holds', () => {
    const { logger, lines, entries } = logged();
    const error = new ExportError('BACKEND_UNREACHABLE', ['s3', 'host', 'refused'], { cause: sdkError() });
    logger.error({ err: error }, 'failed');
    logger.error({ err: sdkError() }, 'failed');
    logger.error({ err: 'a text' }, 'failed');
    expect(entries().map(({ err }) => err)).toEqual([
      {
        type: 'ExportError',
        code: 'BACKEND_UNREACHABLE',
        message: expect.stringMatching(/^backend s3 cannot be reached at host: refused/) as string,
        stack: expect.stringContaining('caused by: Error: refused') as string,
      },
      { type: 'Error', message: 'refused', stack: expect.stringContaining('logger.test.ts') as string },
      { type: 'string', message: 'a text' },
    ]);
    expect(lines.join('')).not.toContain('top-secret');
  });

  it('keeps that within the requests of a server', async () => {
    const { logger, lines, entries } = logged();
    const app = Fastify({ loggerInstance: logger });
    app.get('/', async (request) => {
      request.log.error({ err: sdkError() }, 'failed');
      return {};
    });
    await app.inject({ url: '/', headers: { authorization: 'Bearer top-secret' } });
    await app.close();
    expect(entries()).toContainEqual(expect.objectContaining({ level: 'error', msg: 'failed' }));
    expect(lines.join('')).not.toContain('top-secret');
  });
});
