import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callAs, startHostWithRoles } from '../authorization/users.fixture.ts';
import type { Host } from '../walks/host.fixture.ts';
import { failureOf, GrpcClient } from './grpc-host.fixture.ts';
import {
  BatchDeleteRequest,
  BatchObject,
  BatchObjectsRequest,
  OPERATOR_EQUAL,
  SearchRequest,
  TenantsGetRequest,
} from './messages.ts';

/** Callers, in the order of the columns below. */
const CALLERS = ['nobody', 'reader', 'exporter', 'root'] as const;
const PERMISSIONS = {
  nobody: [],
  reader: [
    { action: 'read_collections', collections: { collection: 'Article' } },
    { action: 'read_data', data: { collection: 'Article' } },
  ],
  exporter: [{ action: 'manage_backups', backups: { collection: 'Article' } }],
};
const [OK, NO, MISSING] = [status.OK, status.PERMISSION_DENIED, status.NOT_FOUND];
const ROOT_ALONE = [NO, NO, NO, OK];

const objectOf = (collection: string) =>
  BatchObjectsRequest.encode({ objects: [BatchObject.encode({ collection })] });
const idFilter = {
  operator: OPERATOR_EQUAL,
  filters: [],
  target: { property: '_id' },
  testValue: 'valueText',
  valueText: 'a0000000-0000-4000-8000-000000000001',
};

/** Every call with what each caller is answered. */
const TABLE: [call: string, about: string, request: Uint8Array, statuses: status[]][] = [
  ['Search', 'a class', SearchRequest.encode({ collection: 'Article' }), [NO, OK, NO, OK]],
  ['Search', 'another class', SearchRequest.encode({ collection: 'Secret' }), ROOT_ALONE],
  [
    'Search',
    'a class that is not there',
    SearchRequest.encode({ collection: 'Missing' }),
    [NO, NO, NO, MISSING],
  ],
  ['BatchObjects', 'a class', objectOf('Article'), ROOT_ALONE],
  [
    'BatchDelete',
    'a class',
    BatchDeleteRequest.encode({ collection: 'Article', filters: idFilter }),
    ROOT_ALONE,
  ],
  ['TenantsGet', 'a class', TenantsGetRequest.encode({ collection: 'Tenanted' }), ROOT_ALONE],
  ['TenantsGet', 'one not there', TenantsGetRequest.encode({ collection: 'Missing' }), [NO, NO, NO, MISSING]],
];

describe('a call over gRPC', () => {
  let host: Host;
  let client: GrpcClient;
  beforeAll(async () => {
    host = await startHostWithRoles(PERMISSIONS);
    for (const name of ['Article', 'Secret']) await callAs(host, 'root', 'POST', '/schema', { class: name });
    const tenanted = { class: 'Tenanted', multiTenancyConfig: { enabled: true } };
    await callAs(host, 'root', 'POST', '/schema', tenanted);
    client = new GrpcClient(host.server.grpcPort);
  });
  afterAll(async () => {
    client[Symbol.dispose]();
    await host[Symbol.asyncDispose]();
  });

  it.each(TABLE)('%s of %s is answered to those who may make it', async (call, _about, request, statuses) => {
    const answered: status[] = [];
    for (const caller of CALLERS) {
      const settings = { authorization: `Bearer key-of-${caller}` };
      const made = client.bytes(`weaviate.v1.Weaviate/${call}`, request, settings);
      answered.push(
        await made.then(
          () => OK,
          async () => (await failureOf(made)).code,
        ),
      );
    }
    expect(answered).toEqual(statuses);
  });
});
