import { readFileSync } from 'node:fs';

/** Often enough to see a row group come and go. */
const SAMPLE_EVERY_MS = 50;
const BYTES_PER_KIB = 1024;
const BYTES_PER_MB = 1e6;

/**
 * Watches the anonymous resident memory of this process: its heaps and buffers, without the pages of mapped files, which
 * are the kernel's to take back. Null readings where there is no /proc.
 */
export class ResidentMemory implements Disposable {
  readonly #before = rssAnonMB();
  #peak = this.#before;
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MS);

  /** Megabytes (10^6 bytes) since this began: the highest, and how far that was above the start. */
  reading(): { peak: number; growth: number } | null {
    this.#sample();
    if (this.#before === null || this.#peak === null) return null;
    return { peak: this.#peak, growth: this.#peak - this.#before };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = rssAnonMB();
    if (now !== null && this.#peak !== null) this.#peak = Math.max(this.#peak, now);
  }
}

function rssAnonMB(): number | null {
  const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(procStatus())?.[1];
  return kibibytes === undefined ? null : (Number(kibibytes) * BYTES_PER_KIB) / BYTES_PER_MB;
}

function procStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'latin1');
  } catch {
    return '';
  }
}
