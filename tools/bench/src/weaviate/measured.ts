import type { ReadMeasurement } from './order.ts';

const MICROSECONDS = 1e6;
const BYTES_PER_KIB = 1024;
const BYTES_PER_MB = 1e6;

/** Does the work of a program, and measures this process meanwhile. */
export async function measured(work: () => Promise<number>): Promise<ReadMeasurement> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const objects = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return {
    objects,
    seconds,
    cpuSeconds: (user + system) / MICROSECONDS,
    peakMB: (process.resourceUsage().maxRSS * BYTES_PER_KIB) / BYTES_PER_MB,
  };
}
