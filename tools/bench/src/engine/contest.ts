import { ServerProcess } from '@weaviate-export/demo';
import { join } from 'node:path';
import type { BenchData } from './bench-data.ts';
import { GET_LATENCY, WRITERS, type Writer } from './contestants.ts';
import { objectsOf } from './data/bench-object.ts';
import { columnsPath, storePath } from './data/places.ts';
import type { LoadMeasurement, LoadOrder, WriteMeasurement, WriteOrder } from './order.ts';
import { parquetRows } from './parquet-rows.ts';
import { loadResult, writerResult, type LoadResult, type WriterResult } from './results.ts';
import { runChild } from './run-child.ts';

export interface ContestSettings {
  readonly objects: number;
  readonly rounds: number;
  readonly loadSeconds: number;
  /** Names of the contestants. */
  readonly only: readonly string[];
  readonly data: BenchData;
  readonly signal: AbortSignal;
  /** Told before each measurement. */
  readonly onStep: (round: number, contestant: string) => void;
}

export interface ContestResults {
  readonly writers: readonly WriterResult[];
  /** Undefined where it was not asked for. */
  readonly load: LoadResult | undefined;
}

/** One contestant and what it has measured so far. */
interface Entry<Measurement> {
  readonly name: string;
  readonly measure: (round: number) => Promise<Measurement>;
  readonly rounds: Measurement[];
  readonly isOnce: boolean;
  error?: string;
}

/**
 * Lets all contestants take turns, round by round, so that what the machine does meanwhile meets all of them. One that
 * fails is given up, and the others go on.
 * @throws the signal's reason where it is aborted
 */
export async function runContest(settings: ContestSettings): Promise<ContestResults> {
  const { only, rounds, signal, onStep } = settings;
  const writers = WRITERS.filter(({ name }) => only.includes(name)).map(
    (writer: Writer) =>
      [writer, entry(writer.name, (round) => write(writer, round, settings), writer.isOnce)] as const,
  );
  const load = only.includes(GET_LATENCY) ? entry(GET_LATENCY, () => askServer(settings)) : undefined;
  for (let round = 0; round < rounds; round += 1) {
    const entries: Entry<unknown>[] = [...writers.map(([, each]) => each), ...(load ? [load] : [])];
    // Each round begins at the other end, so that no one always comes behind the same other.
    for (const each of round % 2 === 0 ? entries : entries.toReversed()) {
      if (each.error !== undefined || (each.isOnce && round > 0)) continue;
      onStep(round, each.name);
      try {
        each.rounds.push(await each.measure(round));
      } catch (error) {
        signal.throwIfAborted();
        each.error = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return {
    writers: writers.map(([writer, each]) => writerResult(writer, settings.objects, each.rounds, each.error)),
    load: load && loadResult(load.name, load.rounds, load.error),
  };
}

function entry<Measurement>(
  name: string,
  measure: (round: number) => Promise<Measurement>,
  isOnce = false,
): Entry<Measurement> {
  return { name, measure, rounds: [], isOnce };
}

async function write(writer: Writer, round: number, settings: ContestSettings): Promise<WriteMeasurement> {
  const { data, objects, signal } = settings;
  await using output = await data.output();
  const order: WriteOrder = { ...writer.order, data: data.folder, output: output.path };
  const measured = await runChild<WriteMeasurement>(writer.program, order, signal);
  const { file, ...measurement } = measured;
  if (file !== undefined && round === 0) {
    const [rows, expected] = [await parquetRows(file), objectsOf(writer.order.className, objects)];
    if (rows !== expected)
      throw new Error(`its file has ${rows} rows of different ids: ${expected} are right`);
  }
  return measurement;
}

async function askServer({ data, loadSeconds, signal }: ContestSettings): Promise<LoadMeasurement> {
  await using output = await data.output();
  await using server = await ServerProcess.start({
    dataPath: storePath(data.folder),
    exportsPath: output.path,
    environment: { EXPORT_PARALLELISM: '2', LOG_LEVEL: 'info' },
    signal,
  });
  const order: LoadOrder = {
    url: server.url,
    ids: join(columnsPath(data.folder), 'id'),
    seconds: loadSeconds,
  };
  const measurement = await runChild<LoadMeasurement>('./programs/load.ts', order, signal);
  await server.stop();
  return measurement;
}
