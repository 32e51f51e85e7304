import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startAzurite } from '@weaviate-export/azurite-server';
import { BUCKET, type Target } from './target.ts';

/** A storage server in a process of its own, and the environment by which a backend finds it. */
export interface Server extends AsyncDisposable {
  readonly environment: Record<string, string>;
}

export async function startServer(target: Target): Promise<Server> {
  switch (target) {
    case 'filesystem':
      return { environment: {}, [Symbol.asyncDispose]: async () => undefined };
    case 's3':
      return program('@weaviate-export/s3-test-server', 'AWS_SECRET_ACCESS_KEY');
    case 'gcs':
      return program('@weaviate-export/gcs-test-server', 'STORAGE_EMULATOR_HOST');
    case 'azure': {
      const azurite = await startAzurite([BUCKET]);
      return {
        environment: azurite.environment,
        [Symbol.asyncDispose]: () => azurite[Symbol.asyncDispose](),
      };
    }
  }
}

/** Starts a package's `main.ts`, which prints its environment as NAME=VALUE lines; `last` is the last of them. */
async function program(name: string, last: string): Promise<Server> {
  const main = new URL('main.ts', import.meta.resolve(name));
  const child = spawn(
    process.execPath,
    ['--conditions=@weaviate-export/source', main.pathname, '--port', '0', '--bucket', BUCKET],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const environment: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, variable, value] = /^(?:export )?([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (variable !== undefined) environment[variable] = value!;
    if (variable === last) break;
  }
  child.stdout.resume();
  return {
    environment,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
