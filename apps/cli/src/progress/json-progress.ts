import type { ExportStatus } from '@weaviate-export/entities-export';
import type { ProgressView, Write } from './progress-view.ts';

/** How often a status is written, in milliseconds. */
const WRITTEN_EVERY_MS = 1_000;

/** Statuses as lines of JSON, just as the API answers them, the last one behind the end: for programs. */
export class JsonProgress implements ProgressView {
  readonly #write: Write;
  readonly #sayAside: Write;
  #writtenAt = -Infinity;

  /** @param sayAside takes what is not JSON */
  constructor(write: Write, sayAside: Write) {
    this.#write = write;
    this.#sayAside = sayAside;
  }

  show(status: ExportStatus): void {
    const now = performance.now();
    if (now - this.#writtenAt < WRITTEN_EVERY_MS) return;
    this.#writtenAt = now;
    this.end(status);
  }

  end(status: ExportStatus): void {
    this.#write(`${JSON.stringify(status)}\n`);
  }

  say(line: string): void {
    this.#sayAside(`${line}\n`);
  }
}
