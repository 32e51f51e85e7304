import { stat } from 'node:fs/promises';
import { runAsChild } from '../child-program.ts';
import { ExportHost } from '../data/export-host.ts';
import { EventLoopWatch } from '../event-loop.ts';
import type { WriteMeasurement, WriteOrder } from '../order.ts';
import { ResidentMemory } from '../resident-memory.ts';

/** The program of one export by this project, from the embedded store to a file. */
await runAsChild(
  async ({ data, output, className, threads, warmUp, config }: WriteOrder): Promise<WriteMeasurement> => {
    await using host = await ExportHost.open({ data, output, workers: threads });
    // Each worker compiles its code for itself.
    for (let worker = 0; warmUp && worker < threads; worker += 1)
      await host.export(className === 'Large' ? 'Base' : className, config);
    using memory = new ResidentMemory();
    using eventLoop = new EventLoopWatch();
    const started = performance.now();
    const file = await host.export(className, config);
    const seconds = (performance.now() - started) / 1000;
    return {
      seconds,
      file,
      fileBytes: (await stat(file)).size,
      rssAnonMB: memory.reading(),
      eventLoopMs: eventLoop.delays(),
    };
  },
);
