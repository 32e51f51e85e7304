export { ACCOUNT, ACCOUNT_KEY, AZURITE_START_DEADLINE_MS, startAzurite, type Azurite } from './azurite.ts';
