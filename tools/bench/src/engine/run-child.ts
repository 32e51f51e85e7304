import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Lines of a failed program's stderr that its error repeats. */
const TAIL_LINES = 12;

const NODE = [process.execPath, '--conditions=@weaviate-export/source'];

/**
 * Runs a program of this folder in a process of its own, so that threads, memory and caches of the contestants stay apart.
 * @param program path below this folder
 * @param interpreter what runs it, as command and arguments; Node unless told
 * @throws Error with the end of its stderr where it fails; the signal's reason where that ends it, once it has ended
 */
export async function runChild<Result>(
  program: string,
  order: object,
  signal: AbortSignal,
  interpreter: readonly string[] = NODE,
): Promise<Result> {
  signal.throwIfAborted();
  const [command, ...args] = interpreter;
  const path = new URL(program, import.meta.url).pathname;
  const child = spawn(command!, [...args, path, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}:\n${tail(stderr)}`);
    return JSON.parse(stdout) as Result;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function tail(stderr: string): string {
  return stderr.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
