import { table } from '@weaviate-export/cli';
import { median } from '../engine/statistics.ts';
import { type Contestant, OURS } from './contestants.ts';
import type { ReadMeasurement } from './order.ts';

/** One run of a contestant. */
export interface Round extends ReadMeasurement {
  /** CPU time of the server meanwhile, where it is known. */
  readonly serverCpuSeconds?: number;
}

/** Medians over the rounds of one contestant. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly objects: number;
  readonly objectsPerSecond: number;
  /** CPU seconds of the client for 100,000 objects. */
  readonly cpuSeconds: number;
  /** Of the server, likewise; null where it is not known. */
  readonly serverCpuSeconds: number | null;
  /** The highest of all rounds, in MB (10^6 bytes). */
  readonly peakMB: number;
  readonly rounds: readonly Round[];
}

/** CPU time is told for so many objects, since not all read as many. */
const TOLD_OBJECTS = 100_000;

export function resultOf({ name, title }: Contestant, rounds: readonly Round[]): Result {
  const share = (of: (round: Round) => number): number =>
    median(rounds.map((round) => (of(round) * TOLD_OBJECTS) / round.objects));
  return {
    name,
    title,
    objects: rounds[0]!.objects,
    objectsPerSecond: median(rounds.map(({ objects, seconds }) => objects / seconds)),
    cpuSeconds: share(({ cpuSeconds }) => cpuSeconds),
    serverCpuSeconds:
      rounds[0]!.serverCpuSeconds === undefined ? null : share((round) => round.serverCpuSeconds!),
    peakMB: Math.max(...rounds.map(({ peakMB }) => peakMB)),
    rounds,
  };
}

/** The results as a table. */
export function reportText(results: readonly Result[]): string {
  const ours = results.find(({ name }) => name === OURS)?.objectsPerSecond;
  const right = (name: string) => ({ name, align: 'right' }) as const;
  const columns = ['objects', 'objects/s', 'ours is', 'CPU s', 'server CPU s', 'peak RSS MB'].map(right);
  const rows = results.map(({ name, title, ...result }) => [
    title,
    result.objects.toLocaleString('en-US'),
    Math.round(result.objectsPerSecond).toLocaleString('en-US'),
    ours === undefined || name === OURS ? '' : `${(ours / result.objectsPerSecond).toFixed(1)} x`,
    result.cpuSeconds.toFixed(1),
    result.serverCpuSeconds?.toFixed(1) ?? '-',
    Math.round(result.peakMB).toLocaleString('en-US'),
  ]);
  const told = `CPU seconds are for ${TOLD_OBJECTS.toLocaleString('en-US')} objects.`;
  return `${table([{ name: 'client' }, ...columns], rows, { width: undefined, heading: (text) => text })}\n\n${told}`;
}
