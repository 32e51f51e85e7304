import type { WriteStream } from 'node:tty';

/** One line that tells what is going on. */
export interface ProgressLine extends Disposable {
  say(text: string): void;
}

/** A line that is written over on a terminal, and nothing elsewhere. */
export function progressLine(stream: WriteStream): ProgressLine {
  if (!stream.isTTY) return { say: () => undefined, [Symbol.dispose]: () => undefined };
  const clear = (): void => {
    stream.cursorTo(0);
    stream.clearLine(0);
  };
  return {
    say(text) {
      clear();
      stream.write(text.slice(0, stream.columns - 1));
    },
    [Symbol.dispose]: clear,
  };
}
