import { parentPort } from 'node:worker_threads';
import type { RowGroupCheck } from '@weaviate-export/format/decoder';
import type { OpenSnapshotReader, SnapshotReader } from '../ports/db-adapter.ts';
import type { ObjectWriter, OpenObjectWriter, WriterStep } from '../ports/restore-target.ts';
import { objectBatches } from './object-batches.ts';
import type { RestoredRowGroup, WriterSteps } from './restore-part.ts';
import { toPortable, type WorkerReply, type WorkerRequest, type WorkerTasks } from './worker-protocol.ts';

/** The thread that scans and encodes parts, or reads row groups back; it answers one request after the other. */
const port = parentPort!;
let reader: (SnapshotReader & Disposable) | undefined;

const opened = (): SnapshotReader => {
  if (reader === undefined) throw new Error('no source is open in this worker');
  return reader;
};

function closeReader(): void {
  const closing = reader;
  reader = undefined;
  closing?.[Symbol.dispose]();
}

let writer: ObjectWriter & Disposable = objectBatches;
/** Of the row group that is being written. */
let steps: WriterSteps | undefined;

async function leaveSteps(): Promise<void> {
  const leaving = steps;
  steps = undefined;
  await leaving?.return?.({ leftOut: 0 });
}

function closeWriter(): void {
  const closing = writer;
  writer = objectBatches;
  closing[Symbol.dispose]();
}

/** The end of reader and writer, from when it was asked for: what waits in them does not keep it. */
let closing = Promise.resolve();
const isEnding = ({ task }: WorkerRequest): boolean => task === 'release' || task === 'close';
async function closeAhead(): Promise<void> {
  closeAll();
}
function closeAll(): void {
  using ends = new DisposableStack();
  ends.defer(closeReader);
  ends.defer(closeWriter);
}

/** Loads what makes parts: once, and only when it is needed. */
const load = () => import('./make-part.ts');
let loaded: ReturnType<typeof load> | undefined;
const parts = (): ReturnType<typeof load> => (loaded ??= load());

/** The same for what reads them. */
const loadReading = () => import('./read-part.ts');
let loadedReading: ReturnType<typeof loadReading> | undefined;
const reading = (): ReturnType<typeof loadReading> => (loadedReading ??= loadReading());

/** Tasks that make parts, or what parts are made of. */
const MAKING: readonly string[] = ['run', 'encode', 'select', 'entriesOf', 'encodePacked'];

/** What goes to the main thread with a result. */
async function memoryIn(task: keyof WorkerTasks, result: unknown): Promise<ArrayBuffer[]> {
  if (MAKING.includes(task)) return (await parts()).transferable(result);
  if (task === 'writerStep') {
    const step = result as WriterStep | RestoredRowGroup;
    return 'transfer' in step ? [...step.transfer] : [];
  }
  return task.startsWith('digest') || task === 'entries' ? (await reading()).transferable(result) : [];
}

const tasks: { [Name in keyof WorkerTasks]: (...args: Parameters<WorkerTasks[Name]>) => Promise<unknown> } = {
  async ready() {},
  async load(moduleUrl) {
    await import(moduleUrl);
  },
  async open({ moduleUrl, options }) {
    const module = (await import(moduleUrl)) as { openSnapshotReader: OpenSnapshotReader };
    reader = await module.openSnapshotReader(options);
  },
  async cut(shard, limits) {
    const ranges = [];
    for await (const range of opened().cut(shard, limits)) ranges.push(range);
    return ranges;
  },
  async warm() {
    await parts();
  },
  async run({ shard, range, ...encoding }, memory) {
    const { scanPart, encodePart } = await parts();
    return encodePart(await scanPart(opened(), shard, range, encoding.layout), encoding, memory);
  },
  async encode(part, encoding, memory) {
    const { encodePart } = await parts();
    return encodePart(part, encoding, memory);
  },
  async check(rowGroup, ofClass) {
    const { checkRowGroup } = await reading();
    return checkRowGroup(rowGroup, ofClass);
  },
  async entries(rowGroup) {
    const { decodeIdEntries } = await reading();
    return decodeIdEntries(rowGroup);
  },
  async digest(rowGroup, ofClass) {
    const { digestRowGroup } = await reading();
    return digestRowGroup(rowGroup, ofClass);
  },
  async digestRange(job) {
    const { digestRange } = await reading();
    return digestRange(opened(), job);
  },
  async digestPart(part, layout) {
    const { digestPart } = await reading();
    return digestPart(part, layout);
  },
  async select(job) {
    const { selectPart } = await parts();
    return selectPart(opened(), job);
  },
  async entriesOf(job) {
    const { entriesOfPart } = await parts();
    return entriesOfPart(opened(), job);
  },
  async encodePacked(pieces, encoding, memory) {
    const { columnsOf, encodePart } = await parts();
    return encodePart(columnsOf(pieces, encoding.layout), encoding, memory);
  },
  async openWriter({ moduleUrl, options }) {
    const module = (await import(moduleUrl)) as { openObjectWriter: OpenObjectWriter };
    writer = await module.openObjectWriter(options);
  },
  async restore(job) {
    await leaveSteps();
    const { beginRestore } = await import('./restore-part.ts');
    steps = beginRestore(job, writer);
  },
  async writerStep() {
    const step = await steps?.next();
    if (step === undefined) return { leftOut: 0 };
    if (step.done === true) steps = undefined;
    return step.value;
  },
  async release() {
    await closing;
    await leaveSteps();
    closeAll();
  },
  async close() {
    try {
      await closing;
      await leaveSteps();
      closeAll();
    } finally {
      port.close();
    }
  },
};

/** True for WebAssembly.RuntimeError, by its name: the types know it only together with a browser's. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

async function answer({ id, task, args }: WorkerRequest): Promise<void> {
  try {
    const result: unknown = await (tasks[task] as (...values: unknown[]) => Promise<unknown>)(...args);
    const reply: WorkerReply = { id, result };
    port.postMessage(reply, await memoryIn(task, result));
    // It could tell what is wrong with the row group, but the decoder's memory can be in any state.
    if (task === 'check' && (result as RowGroupCheck).isTrapped) port.close();
  } catch (error) {
    // After a trap the encoder's memory can be in any state: the thread ends, and another takes its place.
    if (isTrap(error)) throw error;
    const reply: WorkerReply = { id, error: toPortable(error) };
    port.postMessage(reply);
  }
}

let previous = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  if (isEnding(request)) {
    closing = closeAhead();
    // Answered in its turn; until then a failure must not count as unhandled.
    closing.catch(() => undefined);
  }
  previous = previous.then(() => answer(request));
});
