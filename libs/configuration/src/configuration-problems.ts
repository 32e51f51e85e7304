import { type ExportError, isExportError } from '@weaviate-export/entities-export';

/** Gathers bad values of the environment, so that one start tells of all of them. */
export class ConfigurationProblems {
  readonly #found: ExportError[] = [];

  /**
   * What `read` gives, or undefined where it throws CONFIGURATION_INVALID or an AggregateError of them, which are kept
   * until `throwIfAny`.
   */
  attempt<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
      for (const one of errors) {
        if (!isExportError(one, 'CONFIGURATION_INVALID')) throw error;
        this.add(one);
      }
      return undefined;
    }
  }

  add(problem: ExportError): void {
    this.#found.push(problem);
  }

  /** @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them, a line each, where there are several */
  throwIfAny(): void {
    const [first, ...others] = this.#found;
    if (first === undefined) return;
    if (others.length === 0) throw first;
    throw new AggregateError(this.#found, this.#found.map(({ message }) => message).join('\n'));
  }
}
