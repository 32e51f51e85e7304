import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from './configuration.ts';

/** Where a server is to listen, and the variable that says its port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly portVariable: string;
}

/**
 * Lets the server listen; gives its URL, without a slash at the end.
 * @throws ExportError CONFIGURATION_INVALID where the system refuses the address
 */
export async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
  const { host, port } = address;
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explained(error, address);
  }
  const { address: ip, family, port: bound } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${ip}]` : ip}:${bound}`;
}

/** Where a server of this configuration listens; for metrics only where they are on. */
export function addressesOf({
  http: { host, port },
  grpc,
  metrics,
}: Pick<Configuration, 'http' | 'grpc' | 'metrics'>): Record<'http' | 'grpc' | 'metrics', ListenAddress> {
  return {
    http: { host, port, portVariable: 'HTTP_PORT' },
    grpc: { host, port: grpc.port, portVariable: 'GRPC_PORT' },
    metrics: { host, port: metrics.port, portVariable: 'PROMETHEUS_MONITORING_PORT' },
  };
}

/**
 * Listens at all of the addresses for a moment, so that what cannot be is known before anything is served, and told at
 * once.
 * @throws ExportError CONFIGURATION_INVALID; an AggregateError of them where the system refuses several addresses
 */
export async function tryAddresses(addresses: readonly ListenAddress[]): Promise<void> {
  const tried = await Promise.allSettled(addresses.map(tryAddress));
  const reasons = tried.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  // A host that is not this machine's is the same for all of them.
  const [first, ...others] = new Map(reasons.map((reason) => [reason.message, reason])).values();
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new AggregateError([first, ...others], [first, ...others].map(({ message }) => message).join('\n'));
}

async function tryAddress(address: ListenAddress): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host: address.host, port: address.port });
    await once(server, 'listening');
  } catch (error) {
    throw explained(error, address);
  }
  server.close();
  await once(server, 'close');
}

function explained(error: unknown, { host, port, portVariable }: ListenAddress): unknown {
  const refuse = (variable: string, value: string, allowed: string): ExportError =>
    new ExportError('CONFIGURATION_INVALID', [variable, value, allowed], { cause: error });
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return refuse(
        portVariable,
        String(port),
        `another program listens there: allowed is a free port, or 0`,
      );
    case 'EACCES':
      return refuse(
        portVariable,
        String(port),
        'the system keeps it for others: allowed are ports from 1024',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refuse('HTTP_HOST', host, 'allowed is an address of this machine');
    default:
      return error;
  }
}
