import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runServer } from './running-server.fixture.ts';

/**
 * The client of PyPI, unchanged, against this server: the tests of `python/test_client.py`, each by its name. They are
 * left out where there is no Python that has the client; WEAVIATE_CLIENT_PYTHON names another one than `python3`.
 */

const PYTHON = process.env['WEAVIATE_CLIENT_PYTHON'] ?? 'python3';
const SCRIPT = join(import.meta.dirname, '../python/test_client.py');
const TESTS = [...readFileSync(SCRIPT, 'utf8').matchAll(/def test_(\w+)\(/g)].map(([, name = '']) => name);
/** All tests in one run of Python, in milliseconds. */
const DEADLINE_MS = 180_000;

const run = promisify(execFile);

async function hasClient(): Promise<boolean> {
  try {
    await run(PYTHON, ['-W', 'ignore', '-c', 'import weaviate.classes.export']);
    return true;
  } catch (error) {
    // A Python that was asked for must be there.
    if (process.env['WEAVIATE_CLIENT_PYTHON'] !== undefined) throw error;
    return false;
  }
}

type Outcomes = Readonly<Record<string, string | null>>;

/** What became of each test; null where it passed. */
async function runTests(): Promise<Outcomes> {
  await using server = await runServer();
  const env = {
    ...process.env,
    WEAVIATE_HOST: server.host,
    WEAVIATE_PORT: String(server.port),
    WEAVIATE_GRPC_PORT: String(server.grpcPort),
  };
  const { stdout } = await run(PYTHON, ['-W', 'ignore', SCRIPT], { env, timeout: DEADLINE_MS }).catch(
    // Python ends with 1 where a test failed.
    (error: { stdout: string; stderr: string }) => {
      if (error.stdout === '') throw error;
      return error;
    },
  );
  return JSON.parse(stdout) as Outcomes;
}

describe.skipIf(!(await hasClient()))('the client of PyPI', () => {
  let outcomes: Outcomes;
  beforeAll(async () => {
    outcomes = await runTests();
  }, DEADLINE_MS);

  it.each(TESTS.map((name) => [name.replaceAll('_', ' '), `test_${name}`]))('%s', (_title, name) => {
    expect(outcomes).toHaveProperty(name);
    expect(outcomes[name]).toBeNull();
  });
});
