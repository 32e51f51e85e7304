import { afterAll, beforeAll } from 'vitest';
import { describeBackend } from '../conformance/index.ts';
import { openAzureFixture } from './azure.fixture.ts';
import { AZURITE_START_TIMEOUT, startAzurite, type Azurite } from './azurite.fixture.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
}, AZURITE_START_TIMEOUT);
afterAll(() => azurite[Symbol.asyncDispose]());

describeBackend('azure', () => openAzureFixture(azurite));
