import { ExportError, isExportError } from '@weaviate-export/entities-export';
import { ConfigurationProblems } from './configuration-problems.ts';

/** Environment variables by name, such as process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How booleans may be written: Weaviate's words, in any case. */
const TRUE_WORDS = ['true', '1', 'on', 'enabled'];
const FALSE_WORDS = ['false', '0', 'off', 'disabled'];

/** What a message shows in place of a value that is a secret. */
const HIDDEN = '(hidden)';

/**
 * Reads typed variables from an environment. A bad value is collected, and its fallback returned, so that one start
 * reports all of them; `assertValid` throws what was found. An empty variable counts as one that is not set.
 */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #problems = new ConfigurationProblems();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  /**
   * What `parse` makes of the text; where it gives undefined or throws an ExportError, the text is bad, and `allowed`
   * says what it takes.
   */
  parsed<Parsed>(
    name: string,
    parse: (value: string) => Parsed | undefined,
    allowed: string,
  ): Parsed | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    try {
      const parsed = parse(value);
      if (parsed !== undefined) return parsed;
    } catch (error) {
      if (!isExportError(error)) throw error;
    }
    this.reject(name, value, allowed);
    return undefined;
  }

  /** The parts of a list by comma, without the blanks around them; none where it is not set. */
  list(name: string): string[] {
    return splitList(this.text(name) ?? '');
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.text(name);
    return value === undefined ? fallback : (this.include(() => parseFlag(name, value)) ?? fallback);
  }

  /** A whole number, both ends allowed. */
  integer(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
    const parse = (value: string) => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      return number >= min && number <= max ? number : undefined;
    };
    return this.parsed(name, parse, `allowed are whole numbers from ${min} to ${max}`) ?? fallback;
  }

  choice<Choice extends string>(name: string, fallback: Choice, choices: readonly Choice[]): Choice {
    const find = (value: string) => choices.find((choice) => choice === value.toLowerCase());
    return this.parsed(name, find, `allowed are ${choices.join(', ')}`) ?? fallback;
  }

  reject(name: string, value: string, allowed: string): void {
    this.#problems.add(new ExportError('CONFIGURATION_INVALID', [name, value, allowed]));
  }

  /** As `reject`, for a variable whose value no message may show. */
  rejectSecret(name: string, allowed: string): void {
    this.reject(name, HIDDEN, allowed);
  }

  /** What another reader of the environment gives, its refusals collected; undefined where it refuses. */
  include<Value>(read: () => Value): Value | undefined {
    return this.#problems.attempt(read);
  }

  /**
   * @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them, a line each, where many values are bad
   */
  assertValid(): void {
    this.#problems.throwIfAny();
  }
}

export function splitList(list: string): string[] {
  return list === '' ? [] : list.split(',').map((part) => part.trim());
}

/**
 * A switch in the environment, in the words that Weaviate takes.
 * @throws ExportError CONFIGURATION_INVALID
 */
export function parseFlag(variable: string, value: string): boolean {
  const word = value.toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  if (FALSE_WORDS.includes(word)) return false;
  const allowed = `allowed are ${[...TRUE_WORDS, ...FALSE_WORDS].join(', ')}`;
  throw new ExportError('CONFIGURATION_INVALID', [variable, value, allowed]);
}
