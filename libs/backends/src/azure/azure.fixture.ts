import { type ContainerClient } from '@azure/storage-blob';
import { randomUUID } from 'node:crypto';
import { AzureBackend } from './backend.ts';
import { type AzureConfig } from './config.ts';
import { type AzureConnectionOptions } from './connection.ts';
import { type Azurite } from './azurite.fixture.ts';
import { isFile } from './blob-state.ts';
import { startFaultProxy } from './fault-proxy.fixture.ts';

/** Milliseconds without headway that end a request in tests: enough for a busy machine, over in a moment. */
export const TEST_PATIENCE_MS = 2000;

/** Milliseconds between attempts in tests. */
const TEST_RETRY_DELAY_MS = 50;

export interface AzureFixtureOptions extends AzureConnectionOptions {
  readonly blockBytes?: number;
  readonly concurrency?: number;
}

/** A backend on a container of its own. */
export async function openAzureFixture(azurite: Azurite, options: AzureFixtureOptions = {}) {
  const bucket = `exports-${randomUUID()}`;
  const container = azurite.service.getContainerClient(bucket);
  await container.create();
  const backend = await AzureBackend.open(
    { ...azurite.config, ...options },
    { retryDelayMs: TEST_RETRY_DELAY_MS, ...options },
  );
  return {
    backend,
    bucket,
    container,
    openUploads: () => unfinishedOf(container),
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await container.delete();
    },
  };
}

/** The same behind a proxy that lets requests fail. */
export async function openFaultyFixture(azurite: Azurite, options: AzureFixtureOptions = {}) {
  const { origin } = new URL(azurite.config.endpoint);
  const proxy = await startFaultProxy(origin);
  const config = throughProxy(azurite.config, proxy.host);
  const fixture = await openAzureFixture({ ...azurite, config }, options);
  return {
    ...fixture,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await fixture[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** The same account at another host. Requests are signed for the account and the path, not for the host. */
export function throughProxy(config: AzureConfig, host: string): AzureConfig {
  const url = new URL(config.endpoint);
  url.host = host;
  return { ...config, endpoint: url.href };
}

/** Everything of a container that is no file: blobs of which there are blocks alone, and passing ones. */
async function unfinishedOf(container: ContainerClient): Promise<string[]> {
  const files = new Set<string>();
  for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true }))
    if (isFile(metadata)) files.add(name);
  const unfinished: string[] = [];
  for await (const { name } of container.listBlobsFlat({ includeUncommitedBlobs: true }))
    if (!files.has(name)) unfinished.push(`${name} (unfinished)`);
  return unfinished;
}
