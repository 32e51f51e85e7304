import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../configuration.ts';
import { type Server, startServer } from '../server.ts';
import { CLIENT_ID, Issuer } from '@weaviate-export/test-access';
import { Program } from './program.fixture.ts';

const KEY = {
  AUTHENTICATION_APIKEY_ENABLED: 'true',
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'key-of-jane',
  AUTHENTICATION_APIKEY_USERS: 'jane',
};

/** Starts a server in a folder of its own, hands it to the test with what it has logged, and stops it. */
async function withServer(
  environment: Record<string, string>,
  use: (server: Server, log: readonly string[]) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  const log: string[] = [];
  try {
    const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: folder, ...environment };
    const logger = pino({ level: 'info' }, { write: (line) => void log.push(line) });
    const server = await startServer({ configuration: readConfiguration(env), environment: env, logger });
    try {
      await use(server, log);
    } finally {
      await server.stop(0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('a start', () => {
  const WARNING = /"level":40.*let in without credentials/;

  it.each([
    [
      'on another address, open to all',
      { HTTP_HOST: '0.0.0.0', AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' },
      true,
    ],
    ['on another address, with keys', { HTTP_HOST: '0.0.0.0', ...KEY }, false],
    ['on this machine alone', {}, false],
  ])('%s warns of it: %s', async (_case, environment, warns) => {
    await withServer(environment, (_server, log) => {
      expect(log.some((line) => WARNING.test(line))).toBe(warns);
      expect(log.join()).not.toContain('key-of-jane');
    });
  });

  const oidc = (issuer: string) => ({
    ...KEY,
    AUTHENTICATION_OIDC_ENABLED: 'true',
    AUTHENTICATION_OIDC_ISSUER: issuer,
    AUTHENTICATION_OIDC_CLIENT_ID: CLIENT_ID,
  });

  it('without the issuer in reach warns, lets keys in, and takes tokens once it is there', async () => {
    await using issuer = await Issuer.start();
    const token = await issuer.token();
    issuer.answer = (_request, response) => void response.writeHead(503).end();
    await withServer(oidc(issuer.url), async ({ url }, log) => {
      const status = async (credentials: string): Promise<number> => {
        const headers = { authorization: `Bearer ${credentials}` };
        return (await fetch(`${url}/v1/meta`, { headers })).status;
      };
      expect(log.join()).toMatch(/"level":40.*tokens are refused until the OIDC issuer can be reached/);
      expect(await status('key-of-jane')).toBe(200);
      expect(await status(token)).toBe(500);
      issuer.answer = undefined;
      expect(await status(token)).toBe(200);
    });
  });

  it('with the wrong issuer fails, and says so', async () => {
    await using issuer = await Issuer.start();
    const started = withServer(oidc(`${issuer.url}/other`), () => undefined);
    await expect(started).rejects.toThrow(/^AUTHENTICATION_OIDC_ISSUER is "http.*answers 404$/);
  });
});

describe('the start of a server', () => {
  it('warns of a mistyped variable, and names the one that is meant', async () => {
    await withServer({ EXPORT_MAX_CONCURENT: '3', WEAVIATE_LD_API_KEY: 'k' }, (_server, log) => {
      const warnings = log.map((line) => JSON.parse(line) as object).filter((line) => 'meant' in line);
      expect(warnings).toMatchObject([
        { level: 40, variable: 'EXPORT_MAX_CONCURENT', meant: 'EXPORT_MAX_CONCURRENT' },
      ]);
    });
  });
});

describe('the program', () => {
  it.each(['--help', '-h'])(
    'called with %s says how it is started, and starts nothing',
    { tags: 'long' },
    async (flag) => {
      await using program = new Program({}, [flag]);
      expect(await program.ended()).toBe(0);
      expect(program.output).toMatch(/^Usage: npm start$/m);
      expect([program.log, program.errors]).toEqual([[], '']);
    },
  );

  it.each(['--port=80', 'store'])(
    'refuses %s, which it does not know, with what to try',
    async (argument) => {
      await using program = new Program({}, [argument]);
      expect(await program.ended()).toBe(2);
      expect(program.errors).toContain(argument.split('=')[0]);
      expect(program.errors).toMatch(/^Try: npm start -- --help$/m);
      expect(program.output).toBe('');
    },
  );
});
