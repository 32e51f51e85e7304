import type { Configuration } from '../configuration.ts';
import { explain } from '../explain.ts';
import { addressesOf, type ListenAddress, tryAddresses } from '../listen.ts';
import type { Check } from './check.ts';

/**
 * Checks each port that a start would listen on.
 * @param isRunning a server has the store open, so that the ports may be its own
 */
export function examinePorts(configuration: Configuration, isRunning: boolean): Promise<Check>[] {
  const { http, grpc, metrics } = addressesOf(configuration);
  const off = { verdict: 'off', detail: 'to use it, set PROMETHEUS_MONITORING_ENABLED=true' } as const;
  const ports: [string, Promise<Omit<Check, 'subject'>>][] = [
    ['http', examinePort(http, isRunning)],
    ['grpc', examinePort(grpc, isRunning)],
    ['metrics', configuration.metrics.enabled ? examinePort(metrics, isRunning) : Promise.resolve(off)],
  ];
  return ports.map(async ([subject, check]) => ({ subject, ...(await check) }));
}

async function examinePort(address: ListenAddress, isRunning: boolean): Promise<Omit<Check, 'subject'>> {
  const { host, port, portVariable } = address;
  try {
    await tryAddresses([address]);
    const where = port === 0 ? `${host}, at a port that is free then` : `${host}:${port}`;
    return { verdict: 'ok', detail: `${portVariable} is "${port}": a server can listen on ${where}` };
  } catch (error) {
    const detail = explain(error).join('; ');
    if (!isRunning) return { verdict: 'FAILED', detail };
    return { verdict: 'warning', detail: `${detail}; it may be the server that uses the store` };
  }
}
