import { ExportError } from '@weaviate-export/entities-export';

/** Environment variables by name, such as process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

const TRUE = ['true', '1', 'on', 'enabled'];
const FALSE = ['false', '0', 'off', 'disabled'];

/**
 * A switch in the environment, in the words that Weaviate takes.
 * @throws ExportError CONFIGURATION_INVALID
 */
export function parseFlag(variable: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (TRUE.includes(lower)) return true;
  if (FALSE.includes(lower)) return false;
  throw new ExportError('CONFIGURATION_INVALID', [variable, value, 'allowed are true and false']);
}
