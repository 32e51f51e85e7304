import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something is; ends where the block does that holds it. */
export interface Progress extends Disposable {
  /** @param done of the total, never less than before */
  update(done: number): void;
}

/** Where the output is no terminal, a line at each of these says enough. */
const PLAIN_STEPS_PERCENT = [0, 25, 50, 75, 100];
const BAR_WIDTH = 40;

/** A bar on a terminal, plain lines elsewhere. `unit` names what is counted, such as 'objects'. */
export function showProgress(total: number, unit: string): Progress {
  return process.stdout.isTTY ? bar(total, unit) : plainLines(total, unit);
}

function bar(total: number, unit: string): Progress {
  const shown = new SingleBar(
    {
      format: `  {bar} {percentage} %  {value} of {total} ${unit}`,
      barsize: BAR_WIDTH,
      hideCursor: true,
      stream: process.stdout,
    },
    Presets.shades_classic,
  );
  shown.start(total, 0);
  return { update: (done) => shown.update(done), [Symbol.dispose]: () => shown.stop() };
}

function plainLines(total: number, unit: string): Progress {
  const ahead = [...PLAIN_STEPS_PERCENT];
  const update = (done: number) => {
    const percent = total === 0 ? 100 : (100 * done) / total;
    while (ahead[0] !== undefined && ahead[0] <= percent) {
      console.log(`  ${String(ahead.shift()).padStart(3)} %  ${unit}`);
    }
  };
  update(0);
  return { update, [Symbol.dispose]: () => undefined };
}
