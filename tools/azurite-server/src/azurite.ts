import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { BlobServiceClient } from '@azure/storage-blob';

/** Azurite's own account and key, which are known to all. */
export const ACCOUNT = 'devstoreaccount1';
export const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Longest start of Azurite on a busy machine, in milliseconds. */
export const AZURITE_START_DEADLINE_MS = 60_000;

const READY = /successfully listens on (http:\/\/\S+)/;

/** Azurite, Microsoft's emulator of Azure Blob Storage, as a child process on loopback with everything in memory. */
export interface Azurite extends AsyncDisposable {
  /** URL of the blob service, account included. */
  readonly endpoint: string;
  /** The variables by which a backend finds it. */
  readonly environment: Record<string, string>;
  /** The SDK as it is, for what tests look at. */
  readonly service: BlobServiceClient;
}

/** @param containers created at the start */
export async function startAzurite(containers: readonly string[] = []): Promise<Azurite> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--silent'];
  const child = spawn(process.execPath, [main, ...options, '--disableTelemetry', '--skipApiVersionCheck'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // The conditions of the tests' own sources are nothing to it.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const deadline = setTimeout(kill, AZURITE_START_DEADLINE_MS);
  let url: string | undefined;
  // Ends with the output, and so with the process.
  for await (const line of createInterface({ input: child.stdout })) {
    url = READY.exec(line)?.[1];
    if (url !== undefined) break;
  }
  clearTimeout(deadline);
  if (url === undefined) throw new Error(`Azurite has not started within ${AZURITE_START_DEADLINE_MS} ms`);
  child.stdout.resume();

  const endpoint = `${url}/${ACCOUNT}`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};BlobEndpoint=${endpoint};`;
  const service = BlobServiceClient.fromConnectionString(connectionString);
  for (const container of containers) await service.createContainer(container);
  return {
    endpoint,
    environment: { AZURE_STORAGE_CONNECTION_STRING: connectionString },
    service,
    [Symbol.asyncDispose]: async () => {
      process.off('exit', kill);
      const exited = child.exitCode === null ? once(child, 'exit') : undefined;
      kill();
      await exited;
    },
  };
}
