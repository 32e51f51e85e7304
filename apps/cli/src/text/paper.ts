import { styleText } from 'node:util';

/** Where and how text is printed. */
export interface Paper {
  /** Columns of the terminal; undefined where the output is no terminal and nothing has to fit. */
  readonly width: number | undefined;
  /** Makes a heading stand out; returns it as it is where the output is no terminal. */
  readonly heading: (text: string) => string;
}

/** A standard stream, or what collects its text in a test. */
export type Output = Pick<NodeJS.WriteStream, 'write'> &
  Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

/** Colours and a width to fit are for terminals alone: a pipe gets plain text. */
export function paperOf(stream: Output): Paper {
  if (!stream.isTTY) return { width: undefined, heading: (text) => text };
  return {
    width: stream.columns || undefined,
    heading: (text) => styleText('bold', text, { stream: stream as NodeJS.WriteStream }),
  };
}
