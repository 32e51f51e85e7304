import { describe, expect, it } from 'vitest';
import { azureConfigFromEnvironment, type AzureConfig } from './config.ts';
import { ACCOUNT, ACCOUNT_KEY } from './azurite.fixture.ts';

const KEY = Buffer.from('hush hush').toString('base64');
const ACCOUNT_AND_KEY = { AZURE_STORAGE_ACCOUNT: 'acme', AZURE_STORAGE_KEY: KEY };
const BY_KEY: AzureConfig = {
  endpoint: 'https://acme.blob.core.windows.net',
  credentials: { kind: 'key', account: 'acme', key: KEY },
};

function connection(text: string): Record<string, string> {
  return { AZURE_STORAGE_CONNECTION_STRING: text };
}

describe('azureConfigFromEnvironment', () => {
  it('is null where nothing of Azure is set', () => {
    expect(
      azureConfigFromEnvironment({ PATH: '/bin', AZURE_BLOCK_SIZE: '65536', AZURE_CLIENT_ID: 'x' }),
    ).toBeNull();
    expect(
      azureConfigFromEnvironment({
        AZURE_STORAGE_CONNECTION_STRING: '',
        AZURE_STORAGE_ACCOUNT: '',
        AZURE_STORAGE_KEY: '',
      }),
    ).toBeNull();
  });

  it.each<[string, Record<string, string>, AzureConfig]>([
    ['an account and its key', ACCOUNT_AND_KEY, BY_KEY],
    [
      'an account alone, which asks the default chain for credentials',
      { AZURE_STORAGE_ACCOUNT: 'acme' },
      { ...BY_KEY, credentials: { kind: 'default' } },
    ],
    [
      'block size and concurrency',
      { ...ACCOUNT_AND_KEY, AZURE_BLOCK_SIZE: '41943040', AZURE_CONCURRENCY: '1' },
      { ...BY_KEY, blockBytes: 41943040, concurrency: 1 },
    ],
    [
      'a connection string as the portal gives it',
      connection(
        `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
      ),
      BY_KEY,
    ],
    [
      'a connection string before an account',
      { ...connection(`AccountName=acme;AccountKey=${KEY}`), AZURE_STORAGE_ACCOUNT: 'other' },
      BY_KEY,
    ],
    [
      'a connection string of another cloud, in odd letters and with an empty end',
      connection(`accountname=acme; ACCOUNTKEY=${KEY};EndpointSuffix=core.chinacloudapi.cn;`),
      { ...BY_KEY, endpoint: 'https://acme.blob.core.chinacloudapi.cn' },
    ],
    [
      'a connection string of an emulator at another port',
      connection(
        `DefaultEndpointsProtocol=http;AccountName=acme;AccountKey=${KEY};BlobEndpoint=http://10.0.0.1:10000/acme/;`,
      ),
      { ...BY_KEY, endpoint: 'http://10.0.0.1:10000/acme' },
    ],
    [
      'a connection string of the emulator',
      connection('UseDevelopmentStorage=true'),
      {
        endpoint: `http://127.0.0.1:10000/${ACCOUNT}`,
        credentials: { kind: 'key', account: ACCOUNT, key: ACCOUNT_KEY },
      },
    ],
    [
      'a connection string with a signature',
      connection('BlobEndpoint=https://acme.blob.core.windows.net;SharedAccessSignature=?sv=1&sig=a%3D'),
      { ...BY_KEY, credentials: { kind: 'sas', sas: 'sv=1&sig=a%3D' } },
    ],
  ])('takes %s', (_what, environment, expected) => {
    expect(azureConfigFromEnvironment(environment)).toEqual(expected);
  });

  it.each([
    ['AZURE_STORAGE_ACCOUNT', 'Acme'],
    ['AZURE_STORAGE_ACCOUNT', 'acme.blob.core.windows.net'],
    ['AZURE_BLOCK_SIZE', '4MB'],
    ['AZURE_BLOCK_SIZE', '1000'],
    ['AZURE_BLOCK_SIZE', '4194304001'],
    ['AZURE_BLOCK_SIZE', '1e8'],
    ['AZURE_CONCURRENCY', '0'],
    ['AZURE_CONCURRENCY', '65'],
    ['AZURE_CONCURRENCY', '-1'],
  ])('refuses %s=%s, naming it, the value and what is allowed', (name, value) => {
    expect(() => azureConfigFromEnvironment({ ...ACCOUNT_AND_KEY, [name]: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringMatching(
          new RegExp(`^${name} is ${JSON.stringify(value)}: allowed are `),
        ) as string,
      }),
    );
  });

  it.each<[string, Record<string, string>]>([
    ['AZURE_STORAGE_ACCOUNT', { AZURE_STORAGE_KEY: KEY }],
    ['AZURE_STORAGE_KEY', { AZURE_STORAGE_ACCOUNT: 'acme', AZURE_STORAGE_KEY: 'hush hush' }],
    ['AZURE_STORAGE_CONNECTION_STRING', connection(KEY)],
    ['AZURE_STORAGE_CONNECTION_STRING', connection(`AccountKey=${KEY}`)],
    ['AZURE_STORAGE_CONNECTION_STRING', connection('AccountName=acme;AccountKey=hush hush')],
    ['AZURE_STORAGE_CONNECTION_STRING', connection('BlobEndpoint=https://acme.blob.core.windows.net')],
    [
      'AZURE_STORAGE_CONNECTION_STRING',
      connection(`AccountName=acme;AccountKey=${KEY};BlobEndpoint=https://acme/?sig=hush`),
    ],
    [
      'AZURE_STORAGE_CONNECTION_STRING',
      connection(`AccountName=acme;AccountKey=${KEY};BlobEndpoint=ftp://acme`),
    ],
  ])('says what is wrong with %s and shows no secret', (name, environment) => {
    let message = '';
    try {
      azureConfigFromEnvironment(environment);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toMatch(new RegExp(`^${name} is "…?": `));
    expect(message).not.toMatch(/hush/);
    expect(message).not.toContain(KEY);
  });
});
