import { Readable } from 'node:stream';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { payload } from './payload.ts';
import { plainUpload } from './plain-sdk.ts';
import { BUCKET, type StreamOrder, type StreamResult } from './target.ts';

/** The program of one measurement: streams the payload once, as the order in its argument says, and prints the result. */
const order = JSON.parse(process.argv[2]!) as StreamOrder;
const key = `${order.way}-${process.pid}`;
const started = performance.now();
if (order.way === 'ours') await ours();
else await plainUpload[order.target](Readable.from(payload(order.bytes), { objectMode: false }), key, order);
const seconds = (performance.now() - started) / 1000;
// maxRSS comes in KiB.
const result: StreamResult = { seconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(result)}\n`);

async function ours(): Promise<void> {
  const { signal } = new AbortController();
  await using provider = new EnvironmentBackendProvider({ env: process.env, filesystemRoot: order.folder });
  const backend = await provider.backend(order.target);
  const location = backend.capabilities.buckets ? { bucket: BUCKET, key } : { key };
  await using sink = await backend.openSink(location, { maxBytes: order.bytes, signal });
  for (const piece of payload(order.bytes)) await sink.write(piece);
  await sink.close();
  await backend.delete(location, signal);
}
