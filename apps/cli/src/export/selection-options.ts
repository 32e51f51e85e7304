import { parseBigIntJson, type Selection } from '@weaviate-export/entities-export';
import { InvalidArgumentError } from 'commander';

/** What of the data is to be taken, as it stands on the command line. */
export interface SelectionOptions {
  readonly where?: NonNullable<Selection['where']>;
  readonly properties?: Readonly<Record<string, readonly string[]>>;
  readonly vectors?: boolean | readonly string[];
  readonly tenants?: readonly string[];
}

/** Reads the filters of classes, as the API takes them. */
export function parseFilters(text: string): NonNullable<Selection['where']> {
  try {
    const filters = parseBigIntJson(text);
    if (typeof filters === 'object' && filters !== null && !Array.isArray(filters)) return filters;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidArgumentError('allowed is JSON: {"Class": {"operator": …, "path": […], "value…": …}}');
}

/** Reads `Article.title,Article.price`; a class with a dot and nothing behind it has none. */
export function parseProperties(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const properties: Record<string, readonly string[]> = { ...before };
  for (const one of text.split(',').map((name) => name.trim())) {
    const dot = one.indexOf('.');
    if (dot < 1)
      throw new InvalidArgumentError('allowed are a class, a dot and a property each: Article.title');
    const [name, property] = [one.slice(0, dot), one.slice(dot + 1)];
    properties[name] = [...(properties[name] ?? []), ...(property === '' ? [] : [property])];
  }
  return properties;
}

/** Reads `all`, `none`, or names of vectors, of which `default` is the unnamed one. */
export function parseVectors(text: string): boolean | readonly string[] {
  if (text === 'all' || text === 'none') return text === 'all';
  return text.split(',').map((name) => (name.trim() === 'default' ? '' : name.trim()));
}
