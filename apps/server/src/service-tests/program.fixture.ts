import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { PATH, NODE_COMPILE_CACHE } = process.env;
const MAIN = join(import.meta.dirname, '..', 'main.ts');
/** How long the program may take to start or to end, in milliseconds. */
const DEADLINE_MS = 100_000;

export type LogEntry = Readonly<Record<string, unknown>>;

/** The program itself, as a process of its own. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  /** Lines of its log so far. */
  readonly log: LogEntry[] = [];
  /** What it wrote to stdout so far, and to stderr. */
  output = '';
  errors = '';
  readonly #heard = new EventTarget();

  constructor(environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
    const child = spawn(process.execPath, ['--conditions=@weaviate-export/source', MAIN, ...args], {
      env: { PATH, NODE_COMPILE_CACHE, HTTP_PORT: '0', GRPC_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.output += `${line}\n`;
      if (!line.startsWith('{')) return;
      this.log.push(JSON.parse(line) as LogEntry);
      this.#heard.dispatchEvent(new Event('line'));
    });
  }

  /** Waits for a line of the log with this message. */
  async logged(message: string): Promise<LogEntry> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      const entry = this.log.find(({ msg }) => msg === message);
      if (entry !== undefined) return entry;
      await new Promise((resolve, reject) => {
        this.#heard.addEventListener('line', resolve, { once: true });
        signal.addEventListener('abort', () =>
          reject(new Error(`no "${message}" in the log: ${this.errors}`)),
        );
      });
    }
  }

  /** Where it listens. */
  async url(): Promise<string> {
    return (await this.logged('listening'))['url'] as string;
  }

  /** Waits for its end; gives its exit code. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return this.child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }
}
