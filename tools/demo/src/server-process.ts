import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

const SERVER = join(import.meta.dirname, '../../../apps/server/src/main.ts');
/** A cold start takes about a second; a busy machine may take ten times as long. */
const START_DEADLINE_MS = 30_000;
/** The server lets requests end before it goes; nothing of the demo's runs by then. */
const STOP_DEADLINE_MS = 15_000;
const TAIL_LINES = 20;
/** What a process needs to live. All else stays out: settings meant for a server of the user's own would change this one. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

export interface ServerSettings {
  /** Absolute paths. */
  readonly dataPath: string;
  readonly exportsPath: string;
  readonly signal: AbortSignal;
  /** The program to start; apps/server unless told. */
  readonly program?: string;
  /** More settings of the server. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server in a process of its own, on a free port of 127.0.0.1. */
export class ServerProcess implements AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #tail: readonly string[];

  private constructor(url: string, child: ChildProcess, tail: readonly string[]) {
    this.url = url;
    this.#child = child;
    this.#tail = tail;
  }

  /**
   * Starts the server and waits until it says where it listens.
   * @throws Error with the end of the server's log where it does not, or stops before
   */
  static async start({
    dataPath,
    exportsPath,
    signal,
    program,
    environment,
  }: ServerSettings): Promise<ServerProcess> {
    signal.throwIfAborted();
    const child = spawn(process.execPath, ['--conditions=@weaviate-export/source', program ?? SERVER], {
      env: {
        ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: '0',
        GRPC_PORT: '0',
        PERSISTENCE_DATA_PATH: dataPath,
        BACKUP_FILESYSTEM_PATH: exportsPath,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail: string[] = [];
    try {
      const url = await listeningUrl(
        child,
        tail,
        AbortSignal.any([signal, AbortSignal.timeout(START_DEADLINE_MS)]),
      );
      return new ServerProcess(url, child, tail);
    } catch (cause) {
      child.kill('SIGKILL');
      if (signal.aborted) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`the server did not start: ${reason}${logText(tail)}`, { cause });
    }
  }

  /** The last lines that the server logged, for messages. */
  get log(): string {
    return logText(this.#tail);
  }

  /** Asks the server to stop and waits until it has. Throws where it had to be killed, or ended with an error. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!hasExited(child)) {
      const exited = once(child, 'close', { signal: AbortSignal.timeout(STOP_DEADLINE_MS) });
      child.kill('SIGTERM');
      try {
        await exited;
      } catch (cause) {
        child.kill('SIGKILL');
        throw new Error(`the server did not stop within ${STOP_DEADLINE_MS / 1000} s${this.log}`, { cause });
      }
    }
    // Where a system has no SIGTERM to handle, the process just ends with it.
    if (child.exitCode !== 0 && child.signalCode !== 'SIGTERM') {
      throw new Error(`the server ended with ${child.exitCode ?? child.signalCode ?? 'no code'}${this.log}`);
    }
  }

  /** Stops the server after a failure, which matters more than how the server takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined);
  }
}

/** Follows the log, of which `tail` keeps the end, until a line has a `url`. */
function listeningUrl(child: ChildProcess, tail: string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it did not say in time where it listens')), {
      once: true,
    });
    child.once('error', reject);
    // Unlike 'exit', 'close' comes after the last line of the log.
    child.once('close', (code, name) => reject(new Error(`it ended with ${code ?? name ?? 'no code'}`)));
    for (const stream of [child.stdout, child.stderr] as Readable[]) {
      createInterface({ input: stream }).on('line', (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
        const url = urlOf(line);
        if (url !== undefined) resolve(url);
      });
    }
  });
}

/** The server logs one JSON object a line; the one that says it listens has the field `url`. */
function urlOf(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as { readonly url?: unknown };
    return typeof entry.url === 'string' ? entry.url.replace(/\/$/, '') : undefined;
  } catch {
    return undefined;
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function logText(tail: readonly string[]): string {
  return tail.length === 0 ? '; it logged nothing' : `\nThe end of its log:\n  ${tail.join('\n  ')}`;
}
