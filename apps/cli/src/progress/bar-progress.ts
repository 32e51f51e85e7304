import type { ClassProgress, ExportStatus } from '@weaviate-export/entities-export';
import { createLogUpdate } from 'log-update';
import { bytesText, countText, spanText } from '../text/amounts.ts';
import { ClassRates, hasEnded, type ClassRate } from './class-rates.ts';
import { endText } from './class-text.ts';
import type { ProgressView } from './progress-view.ts';

const BAR_CELLS = 24;
/** Names of classes longer than this are cut, in characters. */
const LONGEST_NAME = 28;
/** Lines of the terminal that are left to what stands above. */
const LINES_LEFT = 3;

/** A bar a class, drawn again in place: for terminals. */
export class BarProgress implements ProgressView {
  readonly #terminal: NodeJS.WriteStream;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #rates = new ClassRates(() => performance.now());

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal;
    this.#draw = createLogUpdate(terminal);
  }

  show(status: ExportStatus): void {
    this.#draw(this.#lines(status, (this.#terminal.rows || 24) - LINES_LEFT).join('\n'));
  }

  end(status: ExportStatus): void {
    this.#draw(this.#lines(status, Infinity).join('\n'));
    this.#draw.done();
  }

  say(line: string): void {
    this.#draw.clear();
    this.#terminal.write(`${line}\n`);
  }

  /** A line a class, as many as there is room for: those that go on come first then. */
  #lines(status: ExportStatus, room: number): string[] {
    const classes = Object.entries(status.progress);
    const width = Math.min(Math.max(...classes.map(([name]) => name.length)), LONGEST_NAME);
    const shown =
      classes.length <= room
        ? classes
        : classes.filter(([, progress]) => !hasEnded(progress)).slice(0, Math.max(room - 1, 1));
    const lines = shown.map(([name, progress]) => {
      const cut = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
      return `${cut}  ${barText(progress, this.#rates.of(status, name))}`;
    });
    const ended = classes.filter(([, progress]) => hasEnded(progress)).length;
    if (shown.length < classes.length) lines.push(`${ended} of ${classes.length} classes done`);
    return lines;
  }
}

function barText(progress: ClassProgress, { bytesPerSecond, left }: ClassRate): string {
  const { status, objectsExported, objectsTotal } = progress;
  const share = objectsTotal === null ? 0 : Math.min(objectsExported / Math.max(objectsTotal, 1), 1);
  if (hasEnded(progress)) return `${bar(status === 'SUCCESS' ? 1 : share)}  ${endText(progress)}`;
  if (status === 'STARTED') return `${bar(0)}  waiting`;
  const of = objectsTotal === null ? '' : ` of ${countText(objectsTotal)}`;
  const until = left === undefined ? '' : `  ${spanText(left)} left`;
  return `${bar(share)}  ${countText(objectsExported)}${of}  ${bytesText(bytesPerSecond)}/s${until}`;
}

function bar(share: number): string {
  const full = Math.round(share * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
