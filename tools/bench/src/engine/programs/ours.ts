import { stat } from 'node:fs/promises';
import { runAsChild } from '../child-program.ts';
import { warmUpClass } from '../data/bench-object.ts';
import { ExportHost } from '../data/export-host.ts';
import { EventLoopWatch } from '../event-loop.ts';
import type { WriteMeasurement, WriteOrder } from '../order.ts';
import { ResidentMemory } from '../resident-memory.ts';

/** The program of one export by this project, from the embedded store to a file. */
await runAsChild(
  async ({ data, output, className, threads, warmUp, layout }: WriteOrder): Promise<WriteMeasurement> => {
    await using host = await ExportHost.open({ data, output, workers: threads });
    for (let thread = 0; warmUp && thread < threads; thread += 1)
      await host.export(warmUpClass(className), layout);
    using memory = new ResidentMemory();
    using eventLoop = new EventLoopWatch();
    const started = performance.now();
    const file = await host.export(className, layout);
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
