import type { AddressInfo } from 'node:net';
import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';

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
