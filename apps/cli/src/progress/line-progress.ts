import type { ExportStatus } from '@weaviate-export/entities-export';
import { bytesText, countText } from '../text/amounts.ts';
import { ClassRates, hasEnded } from './class-rates.ts';
import { endText } from './class-text.ts';
import type { ProgressView, Write } from './progress-view.ts';

/** How often a class that goes on is told of, in milliseconds: a log is to be read afterwards. */
const TOLD_EVERY_MS = 10_000;

/** A line for each class that ends, and for one that takes long a line now and then: for pipes and logs. */
export class LineProgress implements ProgressView {
  readonly #write: Write;
  readonly #now: () => number;
  readonly #rates: ClassRates;
  readonly #told = new Set<string>();
  #toldAt: number;

  constructor(write: Write, now: () => number = () => performance.now()) {
    this.#write = write;
    this.#now = now;
    this.#rates = new ClassRates(now);
    this.#toldAt = now();
  }

  show(status: ExportStatus): void {
    const isDue = this.#now() - this.#toldAt >= TOLD_EVERY_MS;
    if (isDue) this.#toldAt = this.#now();
    for (const [name, progress] of Object.entries(status.progress)) {
      const { bytesPerSecond } = this.#rates.of(status, name);
      if (this.#told.has(name)) continue;
      if (hasEnded(progress)) {
        this.#told.add(name);
        this.say(`${name}: ${endText(progress)}`);
      } else if (isDue && progress.status === 'TRANSFERRING') {
        const { objectsExported, objectsTotal } = progress;
        const of = objectsTotal === null ? '' : ` of ${countText(objectsTotal)}`;
        this.say(`${name}: ${countText(objectsExported)}${of} objects, ${bytesText(bytesPerSecond)}/s`);
      }
    }
  }

  end(status: ExportStatus): void {
    this.show(status);
  }

  say(line: string): void {
    this.#write(`${line}\n`);
  }
}
