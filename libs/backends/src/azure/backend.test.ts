import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
  type Metadata,
} from '@azure/storage-blob';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { collected, NEVER, seededBytes } from '../conformance/index.ts';
import { AzureBackend } from './backend.ts';
import { type AzureConfig } from './config.ts';
import { openAzureFixture, openFaultyFixture, throughProxy } from './azure.fixture.ts';
import {
  ACCOUNT,
  ACCOUNT_KEY,
  AZURITE_START_TIMEOUT,
  startAzurite,
  type Azurite,
} from './azurite.fixture.ts';
import { PASSING_METADATA } from './blob-state.ts';

const HUSH = Buffer.from('hush').toString('base64');
/** Enough for a busy machine, in milliseconds. */
const WITHIN = { timeout: 20_000 };

const HOUR_MS = 3_600_000;

const BLOCK_BYTES = 64 * 1024;
const KEY = 'nightly/Article.parquet';
/** Three blocks, the last of them small. */
const LARGE = seededBytes(2 * BLOCK_BYTES + 1000, 1);

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
}, AZURITE_START_TIMEOUT);
afterAll(() => azurite[Symbol.asyncDispose]());

/** A shared access signature for blobs. */
function signatureOf(permissions: string, expiresInMs = HOUR_MS): string {
  return generateAccountSASQueryParameters(
    {
      services: AccountSASServices.parse('b').toString(),
      resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
      permissions: AccountSASPermissions.parse(permissions),
      expiresOn: new Date(Date.now() + expiresInMs),
    },
    new StorageSharedKeyCredential(ACCOUNT, ACCOUNT_KEY),
  ).toString();
}

/** A backend with another configuration than the right one, and a container. */
async function openWith(change: (config: AzureConfig) => AzureConfig) {
  const fixture = await openAzureFixture({ ...azurite, config: change(azurite.config) });
  return { ...fixture, at: { bucket: fixture.bucket, key: 'nightly' } };
}

describe('the check of access', () => {
  it.each<[string, (config: AzureConfig) => AzureConfig, string, RegExp]>([
    [
      'a wrong key',
      (config) => ({ ...config, credentials: { kind: 'key', account: ACCOUNT, key: HUSH } }),
      'BACKEND_CREDENTIALS',
      /^backend azure refused the server's credentials for http:\/\/127.*nightly.*: the account key or .* is wrong/,
    ],
    [
      'a signature that has expired',
      (config) => ({ ...config, credentials: { kind: 'sas', sas: signatureOf('rwdlc', -HOUR_MS) } }),
      'BACKEND_CREDENTIALS',
      /: the account key or the shared access signature is wrong or has expired/,
    ],
    [
      'a signature that allows to list but not to write',
      (config) => ({ ...config, credentials: { kind: 'sas', sas: signatureOf('l') } }),
      'BACKEND_CREDENTIALS',
      /nightly\/\.access-check: they lack the permission \(AuthorizationPermissionMismatch\)$/,
    ],
    [
      'a port where nothing listens',
      (config) => throughProxy(config, '127.0.0.1:1'),
      'BACKEND_UNREACHABLE',
      /^backend azure cannot be reached at 127\.0\.0\.1:1: .*ECONNREFUSED/,
    ],
    [
      'a host that does not exist',
      (config) => throughProxy(config, 'account.invalid'),
      'BACKEND_UNREACHABLE',
      /^backend azure cannot be reached at account\.invalid(:\d+)?: .*(ENOTFOUND|EAI_AGAIN)/,
    ],
    [
      'TLS where there is none',
      (config) => ({ ...config, endpoint: config.endpoint.replace('http:', 'https:') }),
      'BACKEND_UNREACHABLE',
      /^backend azure cannot be reached at 127\.0\.0\.1:\d+: .*(EPROTO|SSL)/,
    ],
  ])('tells %s from other troubles', async (_what, change, code, message) => {
    await using opened = await openWith(change);
    const error: unknown = await opened.backend
      .checkAccess(opened.at, NEVER)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    // Not in the causes either, which go to the log.
    const { credentials } = change(azurite.config);
    const shown = inspect(error, { depth: 10 });
    if (credentials.kind === 'key') expect(shown).not.toContain(credentials.key);
    if (credentials.kind === 'sas')
      expect(shown).not.toContain(new URLSearchParams(credentials.sas).get('sig') ?? 'no signature');
  });

  it('says so where the default chain gives no token', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    // The one part of the chain that asks nothing but the environment, which has nothing for it.
    vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'EnvironmentCredential');
    vi.stubEnv('AZURE_TENANT_ID', undefined);
    using backend = await AzureBackend.open({
      endpoint: 'https://acme.blob.core.windows.net',
      credentials: { kind: 'default' },
    });
    const at = { bucket: 'exports', key: 'nightly' };
    await expect(backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_CREDENTIALS',
      message: expect.stringMatching(
        /: none of the default chain gave a token; set AZURE_STORAGE_KEY/,
      ) as string,
    });
  });

  it('passes with a signature that allows to read, write, delete and list, and leaves nothing', async () => {
    const sas = signatureOf('rwdlc');
    await using opened = await openWith((config) => ({ ...config, credentials: { kind: 'sas', sas } }));
    await opened.backend.checkAccess(opened.at, NEVER);
    expect(await opened.openUploads()).toEqual([]);
    await opened.backend.create(opened.at, Buffer.from('x'), NEVER);
    expect(opened.backend.describe(opened.at)).toBe(`${azurite.config.endpoint}/${opened.bucket}/nightly`);
  });

  it.each(['missing', 'No_Container'])('names a container that is not there: %s', async (bucket) => {
    await using opened = await openWith((config) => config);
    const missing = { ...opened.at, bucket };
    await expect(opened.backend.checkAccess(missing, NEVER)).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
      message: `bucket "${bucket}" does not exist on backend azure`,
    });
    await expect(opened.backend.create(missing, Buffer.of(1), NEVER)).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
    });
    await expect(opened.backend.read(missing, NEVER)).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });

  it('leaves nothing when the answer is lost', async () => {
    await using fixture = await openFaultyFixture(azurite);
    fixture.proxy.inject({ operation: 'Put Blob', fault: { kind: 'answerLost' }, times: 4 });
    const at = { bucket: fixture.bucket, key: 'nightly' };
    await expect(fixture.backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
    });
    expect(await fixture.openUploads()).toEqual([]);
    await fixture.backend.checkAccess(at, NEVER);
    expect(await fixture.openUploads()).toEqual([]);
  });

  it('asks for a bucket where none is given', async () => {
    using backend = await AzureBackend.open(azurite.config);
    expect(() => backend.describe({ key: 'nightly' })).toThrow(
      expect.objectContaining({ code: 'BUCKET_MISSING' }),
    );
  });
});

/** A container, its backend in small blocks, and the blob of one file as the service has it. */
async function openInSmallBlocks() {
  const fixture = await openAzureFixture(azurite, { blockBytes: BLOCK_BYTES });
  const blob = fixture.container.getBlockBlobClient(KEY);
  return {
    ...fixture,
    at: { bucket: fixture.bucket, key: KEY },
    blob,
    put: (text: string, metadata: Metadata = {}) => blob.upload(text, text.length, { metadata }),
    content: async () => String(await blob.downloadToBuffer()),
    blocks: async () => (await blob.getBlockList('uncommitted')).uncommittedBlocks ?? [],
  };
}

describe('a file that is there', () => {
  it('gets no blocks beside it from a sink of its name', async () => {
    await using fixture = await openInSmallBlocks();
    await fixture.put('theirs');
    await using sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.write(LARGE);
    await expect(sink.close()).rejects.toMatchObject({ code: 'FILE_ALREADY_EXISTS' });
    expect(await fixture.content()).toBe('theirs');
    expect(await fixture.blocks()).toEqual([]);
  });

  it.each([
    ['aborted', 'SINK_CLOSED'],
    ['closed', 'FILE_ALREADY_EXISTS'],
  ])(
    'stays as it is when it came while a sink of its name was written, which is then %s',
    async (how, code) => {
      await using fixture = await openInSmallBlocks();
      await using sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
      await sink.write(LARGE);
      await expect.poll(fixture.blocks, WITHIN).not.toEqual([]);
      await fixture.put('theirs');
      if (how === 'aborted') await sink.abort();
      await expect(sink.close()).rejects.toMatchObject({ code });
      expect(await fixture.content()).toBe('theirs');
    },
  );
});

describe('what a clean-up that was cut short has left', () => {
  it('is no file, and hinders nobody', async () => {
    await using fixture = await openInSmallBlocks();
    const { backend, at } = fixture;
    await fixture.put('', PASSING_METADATA);
    expect(await collected(backend.list({ ...at, key: '' }, NEVER))).toEqual([]);
    expect(await backend.read(at, NEVER)).toBeNull();
    await expect(backend.readRange(at, 0, 1, NEVER)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await backend.create(at, Buffer.from('mine'), NEVER)).toBe(true);
    expect(await fixture.content()).toBe('mine');
  });

  it('makes room for the file of a sink', async () => {
    await using fixture = await openInSmallBlocks();
    await fixture.put('', PASSING_METADATA);
    await using sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.close();
    expect(await fixture.blob.downloadToBuffer()).toEqual(LARGE);
  });

  it('is deleted with the file', async () => {
    await using fixture = await openInSmallBlocks();
    await fixture.put('', PASSING_METADATA);
    await fixture.backend.delete(fixture.at, NEVER);
    expect(await fixture.openUploads()).toEqual([]);
  });
});

describe('blocks of a server that died', () => {
  it('do not mix with those of the next sink, and go with it', async () => {
    await using fixture = await openInSmallBlocks();
    const died = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await died.write(seededBytes(LARGE.length, 2));
    await expect.poll(fixture.blocks, WITHIN).toHaveLength(2);
    await using sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.close();
    expect(await fixture.blob.downloadToBuffer()).toEqual(LARGE);
    expect(await fixture.blocks()).toEqual([]);
    await died.abort();
    expect(await fixture.blob.downloadToBuffer()).toEqual(LARGE);
  });
});

it('folders of a hierarchical namespace are not listed as files', async () => {
  await using fixture = await openInSmallBlocks();
  await fixture.put('', { hdi_isfolder: 'true' });
  expect(await collected(fixture.backend.list({ ...fixture.at, key: '' }, NEVER))).toEqual([]);
});
