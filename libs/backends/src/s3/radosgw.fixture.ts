import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Programs } from './radosgw-programs.fixture.ts';
import { elsewhere } from '../elsewhere.fixture.ts';
import { S3Backend } from './backend.ts';
import { type S3Config, type S3Credentials } from './config.ts';
import { environmentOf } from './s3.fixture.ts';

/** What a Ceph gateway takes. `.ci/install-radosgw` installs the packages that have them. */
export const RADOSGW_PROGRAMS = ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin'] as const;

/** More than the six steps of a start may take together. */
export const RADOSGW_START_MS = 180_000;

/** How long one look whether the gateway answers may take. */
const LOOK_MS = 2000;

/** More than all tests write: the store is in memory, and takes what is written. */
const STORE_BYTES = 8 * 1024 ** 3;

/** A Ceph gateway of its own, with one monitor and one store in memory. */
export interface Radosgw extends AsyncDisposable {
  /** With the credentials of a user who makes buckets. */
  readonly config: Required<Omit<S3Config, 'role'>>;
  /** Runs radosgw-admin; answers what it says. */
  admin(...args: readonly string[]): Promise<string>;
  createUser(name: string): Promise<S3Credentials>;
}

/** Starts a gateway. When it fails, or ends, nothing of it is left: no process, no file. */
export async function startRadosgw(): Promise<Radosgw> {
  const folder = await mkdtemp(join(tmpdir(), 'radosgw-test-'));
  const programs = new Programs({ CEPH_CONF: join(folder, 'ceph.conf') });
  const end = async (): Promise<void> => {
    await programs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const config = await start(programs, folder);
    return {
      config,
      admin: (...args) => programs.run('radosgw-admin', ...args),
      createUser: (name) => createUser(programs, name),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(programs: Programs, folder: string): Promise<Required<Omit<S3Config, 'role'>>> {
  // All of 127.0.0.0/8 is this machine's: on an address of its own nobody takes a port between its choice and its use.
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
  const [v2 = 0, v1 = 0, http = 0] = await freePorts(address, 3);
  const monitor = `[v2:${address}:${v2}/0,v1:${address}:${v1}/0]`;
  const [cluster, osd] = [randomUUID(), randomUUID()];
  for (const name of ['mon', 'osd', 'rgw']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'ceph.conf'), configuration({ folder, cluster, address, monitor }));

  await programs.run('ceph-mon', '--mkfs', '-i', 'a');
  programs.start('ceph-mon', '-f', '-i', 'a');
  await programs.run('ceph', 'osd', 'new', osd);
  await programs.run('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', osd);
  programs.start('ceph-osd', '-f', '-i', '0');

  const credentials = await createUser(programs, 'test');
  programs.start('radosgw', '-f', '--rgw-frontends', `beast endpoint=${address}:${http}`);

  const endpoint = `http://${address}:${http}`;
  await programs.until('radosgw answers', async () => {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(LOOK_MS) }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
  });
  return { endpoint, region: 'us-east-1', credentials };
}

async function createUser(programs: Programs, name: string): Promise<S3Credentials> {
  const user = await programs.run('radosgw-admin', 'user', 'create', '--uid', name, '--display-name', name);
  const { keys } = JSON.parse(user) as { keys: { access_key: string; secret_key: string }[] };
  const [key] = keys;
  if (key === undefined) throw new Error(`the user ${name} has no key`);
  return { accessKeyId: key.access_key, secretAccessKey: key.secret_key };
}

/** Ports that nobody listens on. */
async function freePorts(address: string, count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, address));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

interface ClusterPlace {
  readonly folder: string;
  readonly cluster: string;
  readonly address: string;
  /** Its addresses, of both versions of the protocol. */
  readonly monitor: string;
}

/** Ceph's configuration reference has each name. */
function configuration({ folder, cluster, address, monitor }: ClusterPlace): string {
  return `[global]
fsid = ${cluster}
mon host = ${monitor}
mon initial members = a
public addr = ${address}
cluster addr = ${address}
run dir = ${folder}
mon data = ${folder}/mon
osd data = ${folder}/osd
rgw data = ${folder}/rgw
log file = ${folder}/$name.log
admin socket =

# One of each, which trust each other. The gateway's own default, encrypted, takes keys.
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
osd objectstore = memstore
memstore device bytes = ${STORE_BYTES}

# Each change of the cluster waits a second for others to come along, of which a start has dozens.
paxos propose interval = 0.02
paxos min wait = 0.005

# How full this machine's disk is does not matter.
mon data avail warn = 0
mon data avail crit = 0

# What is deleted leaves the memory at once, not after hours.
rgw gc obj min wait = 1
rgw gc processor period = 1
rgw gc processor max time = 1

[mon]
public addrv = ${monitor}
`;
}

/** A backend with a bucket of its own. */
export async function openRadosgwFixture({ config }: Radosgw) {
  const bucket = `weaviate-exports-${randomUUID()}`;
  const client = new S3Client({ ...config, forcePathStyle: true });
  const backend = new S3Backend(config);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    backend,
    bucket,
    elsewhere: elsewhere('s3', environmentOf(config)),
    // Measured with 16.2. Its other limits do not show: it refuses trailing checksums, of which none are sent, and
    // compares no CRC32, but the SHA-256 that requests without TLS are signed with.
    publishesUnconditionally: true,
    openUploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads.map(({ Key, UploadId }) => `${Key} (upload ${UploadId})`);
    },
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      client.destroy();
    },
  };
}
