import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  type ExportableClass,
  type OpenSnapshotReader,
  type SnapshotReader,
  type WorkerSource,
} from '@weaviate-export/usecases-export';
import { type KeyRange, type RangeLimits } from '@weaviate-export/entities-export';

/** Everything of some classes as one reader sees it: the cut of every shard, and a digest of every object. */
export interface SnapshotContent {
  ranges: KeyRange[];
  objects: [className: string, id: string, digest: string][];
}

type Shards = readonly { readonly class: string; readonly shard: string }[];

export function shardsOf(classes: readonly ExportableClass[]): Shards {
  return classes.flatMap(({ name, shards }) => shards.map((shard) => ({ class: name, shard: shard.name })));
}

export async function contentOf(
  reader: SnapshotReader,
  shards: Shards,
  limits: RangeLimits,
): Promise<SnapshotContent> {
  const content: SnapshotContent = { ranges: [], objects: [] };
  for (const shard of shards)
    for await (const range of reader.cut(shard, limits)) {
      content.ranges.push(range);
      for await (const { id, updateTime, vector, properties } of reader.scan(shard, range))
        content.objects.push([shard.class, id, digestOf(updateTime, vector, properties)]);
    }
  return content;
}

export function digestOf(
  time: number,
  vector: Float32Array | null,
  properties: string | Uint8Array | null,
): string {
  const hash = createHash('sha256').update(String(time));
  if (vector !== null) hash.update(vector);
  if (properties !== null) hash.update(properties);
  return hash.digest('base64');
}

/** A worker thread that holds a reader of a snapshot, as the pool of an export does. */
export class SnapshotThread {
  readonly worker: Worker;

  private constructor(worker: Worker) {
    this.worker = worker;
  }

  static async start(): Promise<SnapshotThread> {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { snapshotThread: true } });
    await once(worker, 'online');
    return new SnapshotThread(worker);
  }

  async open(source: WorkerSource): Promise<void> {
    await this.#ask({ open: source });
  }

  async content(shards: Shards, limits: RangeLimits): Promise<SnapshotContent> {
    return (await this.#ask({ shards, limits })) as SnapshotContent;
  }

  async release(): Promise<void> {
    await this.#ask({ release: true });
  }

  async #ask(question: object): Promise<unknown> {
    this.worker.postMessage(question);
    const [{ answer, error }] = (await once(this.worker, 'message')) as [
      { answer?: unknown; error?: string },
    ];
    if (error !== undefined) throw new Error(error);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker.terminate();
  }
}

interface Question {
  open?: WorkerSource;
  release?: true;
  shards: Shards;
  limits: RangeLimits;
}

if (!isMainThread && (workerData as { snapshotThread?: true } | null)?.snapshotThread === true) {
  let reader: (SnapshotReader & Disposable) | undefined;
  const answer = async ({ open, release, shards, limits }: Question): Promise<unknown> => {
    if (open !== undefined) {
      const module = (await import(open.moduleUrl)) as { openSnapshotReader: OpenSnapshotReader };
      reader = await module.openSnapshotReader(open.options);
      return undefined;
    }
    if (reader === undefined) throw new Error('no snapshot is open');
    if (release !== true) return contentOf(reader, shards, limits);
    reader[Symbol.dispose]();
    return undefined;
  };
  parentPort?.on('message', (question: Question) => {
    answer(question).then(
      (result) => parentPort?.postMessage({ answer: result }),
      (error: unknown) => parentPort?.postMessage({ error: String(error) }),
    );
  });
}
