import { ExportError, EXPORT_ID_MAX_LENGTH, EXPORT_ID_PATTERN } from '@weaviate-export/entities-export';

export const DEFAULT_ID_TEMPLATE = '{name}-{date}-{time}';

/** What fills a template. */
export interface TemplateValues {
  readonly name: string;
  /** What the clocks of the schedule's zone show. */
  readonly wall: Date;
  /** Which of the schedule's runs it is, from 1. */
  readonly n: number;
}

const VARIABLE = /\{(\w*)\}/g;
/** The widest that there can be, but for the name. */
const WIDEST = { wall: new Date(0), n: Number.MAX_SAFE_INTEGER };

/** The id of a run: `{name}`, `{date}` as 20261130, `{time}` as 204500, and `{n}`. */
export function exportIdOf(template: string, values: TemplateValues): string {
  const [date, time] = values.wall.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/) as [string, string];
  const filled = new Map(Object.entries({ name: values.name, date, time, n: String(values.n) }));
  return template.replaceAll(VARIABLE, (whole, variable: string) => filled.get(variable) ?? whole);
}

/**
 * Gives the template back where all that can be made of it are ids of exports, a run's other than the next one's.
 * @throws ExportError FIELD_INVALID
 */
export function parseIdTemplate(template: string, name: string): string {
  const refuse = (allowed: string): ExportError =>
    new ExportError('FIELD_INVALID', ['idTemplate', template, allowed]);
  const longest = exportIdOf(template, { ...WIDEST, name });
  if (!EXPORT_ID_PATTERN.test(longest))
    throw refuse('allowed are a-z, 0-9, _ and -, and {name}, {date}, {time} and {n}');
  if (!/\{(date|time|n)\}/.test(template)) throw refuse('one of {date}, {time} and {n} has to be in it');
  if (longest.length > EXPORT_ID_MAX_LENGTH)
    throw refuse(`what is made of it must have at most ${EXPORT_ID_MAX_LENGTH} characters`);
  return template;
}
