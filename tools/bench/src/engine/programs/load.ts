import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { RestClient } from '@weaviate-export/rest-client';
import { runAsChild } from '../child-program.ts';
import { RAW_COLUMNS } from '../data/raw-columns.ts';
import type { LoadMeasurement, LoadOrder } from '../order.ts';
import { delaysOf } from '../statistics.ts';

/** The program of the load: asks a server for objects at a steady rate, whether it answers in time or not. */

const REQUESTS_PER_SECOND = 50;
/** Until the code on both sides is compiled. */
const WARM_UP_SECONDS = 2;
const EXPORTED_CLASS = 'Large';

await runAsChild(async ({ url, ids: idsPath, seconds }: LoadOrder): Promise<LoadMeasurement> => {
  const ids = (await readFile(idsPath, 'latin1')).match(new RegExp(`.{${RAW_COLUMNS.id}}`, 'g'))!;
  await latencies(url, ids, wait(WARM_UP_SECONDS * 1000));
  const idle = await latencies(url, ids, wait(seconds * 1000));
  const duringExport = await latencies(url, ids, exportFor(url, seconds));
  return {
    idleMs: { ...delaysOf(idle), requests: idle.length },
    duringExportMs: { ...delaysOf(duringExport), requests: duringExport.length },
  };
});

/** Asks for one object after the other until the phase is over; gives how long each took, in milliseconds. */
async function latencies(url: string, ids: readonly string[], phase: Promise<void>): Promise<number[]> {
  let isOver = false;
  const over = phase.finally(() => (isOver = true));
  const started = performance.now();
  const answers: Promise<number>[] = [];
  for (let index = 0; !isOver; index += 1) {
    const due = started + (index * 1000) / REQUESTS_PER_SECOND;
    await wait(Math.max(0, due - performance.now()));
    // A prime step, so that neighbours in time are none in the store.
    const id = ids[(index * 7919) % ids.length]!;
    answers.push(get(`${url}/v1/objects/Base/${id}`).then(() => performance.now() - due));
  }
  await over;
  return Promise.all(answers);
}

/** Exports again and again for so long; resolves when the last export has ended. */
async function exportFor(url: string, seconds: number): Promise<void> {
  const client = new RestClient({ url });
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const id = randomUUID();
    await client.export('filesystem', { id, include: [EXPORTED_CLASS] });
    const { status, error } = await client.finished('filesystem', id);
    if (status !== 'SUCCESS') throw new Error(`the export ended ${status}: ${error}`);
  }
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
