import {
  ACCOUNT,
  ACCOUNT_KEY,
  AZURITE_START_DEADLINE_MS,
  startAzurite as startServer,
} from '@weaviate-export/azurite-server';
import { type BlobServiceClient } from '@azure/storage-blob';
import { type AzureConfig } from './config.ts';

export { ACCOUNT, ACCOUNT_KEY };

/** What waits for the start waits a little longer. */
export const AZURITE_START_TIMEOUT = AZURITE_START_DEADLINE_MS + 5000;

/** Microsoft's emulator of the service, and how a backend finds it. */
export interface Azurite extends AsyncDisposable {
  readonly config: AzureConfig;
  /** The SDK as it is, for what tests look at. */
  readonly service: BlobServiceClient;
}

export async function startAzurite(): Promise<Azurite> {
  const server = await startServer();
  return {
    config: { endpoint: server.endpoint, credentials: { kind: 'key', account: ACCOUNT, key: ACCOUNT_KEY } },
    service: server.service,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
