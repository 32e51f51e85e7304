import type { Environment } from '@weaviate-export/configuration';
import { InvalidArgumentError } from 'commander';
import type { Output } from '../text/paper.ts';

/** What every command runs in. */
export interface Program {
  /** What relative paths are below. */
  readonly folder: string;
  readonly environment: Environment;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Told the exit code of a command that has not thrown. */
  readonly ended: (exitCode: number) => void;
}

/** Names, joined by commas or by the option being given again. */
export const list = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

/** Reads a whole number within bounds, as an option takes it. */
export function wholeNumber(lowest: number, highest: number, allowed: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text.trim()) || number < lowest || number > highest)
      throw new InvalidArgumentError(`allowed is ${allowed}`);
    return number;
  };
}
