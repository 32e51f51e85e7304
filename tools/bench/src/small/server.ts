import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that exports to a folder, as a process of its own on loopback. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
}

const { PATH } = process.env;
const START_DEADLINE_MS = 60_000;

/** Ours, from the sources of a checkout. */
export async function startOurs(checkout: string): Promise<BenchServer> {
  const main = join(checkout, 'apps/server/src/main.ts');
  return start(process.execPath, ['--conditions=@weaviate-export/source', main], (folder, [http, grpc]) => ({
    args: [],
    env: {
      HTTP_PORT: String(http),
      GRPC_PORT: String(grpc),
      PERSISTENCE_DATA_PATH: join(folder, 'data'),
      LOG_LEVEL: 'error',
    },
  }));
}

/**
 * Weaviate's own, of that program. Its gRPC and its cluster listen on all addresses and have no setting for it: run it where
 * nobody else reaches them.
 */
export async function startWeaviate(program: string): Promise<BenchServer> {
  return start(program, [], (folder, [http, grpc, gossip, data, raft, rpc]) => ({
    args: ['--scheme', 'http', '--host', '127.0.0.1', '--port', String(http)],
    env: {
      PERSISTENCE_DATA_PATH: join(folder, 'data'),
      DEFAULT_VECTORIZER_MODULE: 'none',
      ENABLE_MODULES: 'backup-filesystem',
      BACKUP_FILESYSTEM_PATH: join(folder, 'exports'),
      EXPORT_ENABLED: 'true',
      EXPORT_DEFAULT_PATH: join(folder, 'exports'),
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
      CLUSTER_HOSTNAME: 'node1',
      CLUSTER_IN_LOCALHOST: 'true',
      CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
      CLUSTER_BIND_ADDR: '127.0.0.1',
      CLUSTER_GOSSIP_BIND_PORT: String(gossip),
      CLUSTER_DATA_BIND_PORT: String(data),
      RAFT_PORT: String(raft),
      RAFT_INTERNAL_RPC_PORT: String(rpc),
      RAFT_BOOTSTRAP_EXPECT: '1',
      GRPC_PORT: String(grpc),
      PROMETHEUS_MONITORING_ENABLED: 'false',
      DISABLE_TELEMETRY: 'true',
      LOG_LEVEL: 'error',
    },
  }));
}

async function start(
  program: string,
  args: readonly string[],
  settings: (
    folder: string,
    ports: readonly number[],
  ) => { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-bench-'));
  const ports = await freePorts(6);
  const own = settings(folder, ports);
  const child = spawn(program, [...args, ...own.args], {
    env: { PATH, ...own.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server: BenchServer = {
    url: `http://127.0.0.1:${ports[0]}/v1`,
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode ?? child.signalCode ?? once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(server.url, AbortSignal.timeout(START_DEADLINE_MS));
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw new Error(`${program} did not get ready`, { cause: error });
  }
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/.well-known/ready`, { signal }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    await pause(20, undefined, { signal });
  }
}

/** Ports in a row that are free now: the nodes of a cluster find one another by their order. */
async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const servers = [first];
    const isFree = await Promise.all(
      Array.from({ length: count - 1 }, async (_, index) => {
        const server = createServer().listen(port + 1 + index, '127.0.0.1');
        servers.push(server);
        return once(server, 'listening').then(
          () => true,
          () => false,
        );
      }),
    );
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    if (!isFree.includes(false)) return Array.from({ length: count }, (_, index) => port + index);
  }
}
