import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long one step may take: each takes about a second on an idle machine. */
const STEP_MS = 25_000;
const POLL_MS = 20;
/** Characters of what a program has said that are kept for errors: its last. */
const KEPT_OUTPUT = 4000;

/** Has the kernel end a program with the process that started it, however that one ends. */
const TIED = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

/** Those of the programs, and of what it takes to run them, that are not on the PATH. */
export async function missingOf(programs: readonly string[]): Promise<string[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing: string[] = [];
  for (const program of [...programs, TIED[0]]) {
    const looks = folders.map((folder) => access(join(folder, program), constants.X_OK));
    await Promise.any(looks).catch(() => missing.push(program));
  }
  return missing;
}

/** Programs that run together, and end together. Every step has a deadline. */
export class Programs implements AsyncDisposable {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #running: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];
  readonly #failed = new AbortController();

  /** @param environment beside this process's own */
  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = { ...process.env, ...environment };
  }

  /** Runs a program to its end; answers what it has written to its standard output. */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    const [tie, ...tied] = [...TIED, program, ...args];
    const options = { env: this.#environment, timeout: STEP_MS, killSignal: 'SIGKILL' } as const;
    try {
      return (await run(tie, tied, { ...options, signal: this.#failed.signal })).stdout;
    } catch (error) {
      this.#failed.signal.throwIfAborted();
      if ((error as { killed?: boolean }).killed !== true) throw error;
      throw new Error(tooLong([program, ...args].join(' ')), { cause: error });
    }
  }

  /** Starts a program that is to go on until all end. Should it end before, the steps that wait fail with its words. */
  start(program: string, ...args: readonly string[]): void {
    const [tie, ...tied] = [...TIED, program, ...args];
    const child = spawn(tie, tied, { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-KEPT_OUTPUT)));
    const ended = once(child, 'close').then(
      ([code, signal]) => this.#failed.abort(new Error(`${program} ended (${code ?? signal}): ${output}`)),
      (error: unknown) => this.#failed.abort(error),
    );
    this.#running.push({ child, ended });
  }

  /** Resolves once it is so. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + STEP_MS;
    while (!(await isSo())) {
      this.#failed.signal.throwIfAborted();
      if (performance.now() > end) throw new Error(tooLong(what));
      await delay(POLL_MS);
    }
  }

  /** Kills all that run: they keep nothing that anybody needs. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#running) child.kill('SIGKILL');
    await Promise.all(this.#running.map(({ ended }) => ended));
  }
}

function tooLong(what: string): string {
  return `${what}: not within ${STEP_MS / 1000} seconds`;
}
