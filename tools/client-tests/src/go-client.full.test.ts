import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runServer } from './running-server.fixture.ts';

/**
 * Weaviate's Go client, unchanged, against this server, with the client of exports that Weaviate's own module has: the tests
 * of `go/main.go`, each by its name. They are left out, and say so, where there is no Go or no way to the modules.
 */

const SOURCE = join(import.meta.dirname, '../go');
const TESTS = [...readFileSync(join(SOURCE, 'main.go'), 'utf8').matchAll(/^\t"(.+)": +\w+,$/gm)].map(
  ([, title = '']) => title,
);
/** To download the modules and build the program, in milliseconds: what it needs of Weaviate is large. */
const BUILD_DEADLINE_MS = 900_000;
/** All tests in one run of the program, in milliseconds. */
const DEADLINE_MS = 180_000;

const run = promisify(execFile);
const options = { cwd: SOURCE, timeout: BUILD_DEADLINE_MS };

/** Whether a command succeeds. */
async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args, options).then(
    () => true,
    () => false,
  );
}

/** Why the client is left out on this machine; undefined where it is there. */
async function leftOut(): Promise<string | undefined> {
  if (!(await succeeds('go', ['version']))) return 'there is no Go';
  if (!(await succeeds('go', ['mod', 'download']))) return 'its modules cannot be downloaded';
  return undefined;
}

type Outcomes = Readonly<Record<string, string | null>>;

/** What became of each test; null where it passed. */
async function runTests(): Promise<Outcomes> {
  const folder = await mkdtemp(join(tmpdir(), 'go-client-'));
  try {
    const program = join(folder, 'clienttest');
    await run('go', ['build', '-o', program, '.'], options);
    await using server = await runServer();
    const env = {
      ...process.env,
      WEAVIATE_HOST: server.host,
      WEAVIATE_PORT: String(server.port),
      WEAVIATE_GRPC_PORT: String(server.grpcPort),
    };
    const { stdout } = await run(program, { env, timeout: DEADLINE_MS });
    return JSON.parse(stdout) as Outcomes;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const reason = await leftOut();

describe.skipIf(reason !== undefined)(
  reason === undefined ? 'the client of Go' : `the client of Go is left out: ${reason}`,
  () => {
    let outcomes: Outcomes;
    beforeAll(async () => {
      outcomes = await runTests();
    }, BUILD_DEADLINE_MS + DEADLINE_MS);

    it.each(TESTS)('%s', (title) => {
      expect(outcomes).toHaveProperty([title]);
      expect(outcomes[title]).toBeNull();
    });
  },
);
