import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ClassDefinition, ExportError } from '@weaviate-export/entities-export';
import { ExportSource } from '@weaviate-export/usecases-export';
import { backendsOf } from './backends.ts';
import type { SharedPlace } from './export-reader.worker-source.ts';
import { homeOf, parseExport } from './place.ts';
import type { Opening, Source } from './source.ts';

const READER_MODULE = import.meta.resolve('#export-reader');

/**
 * Opens a whole export as a source, read from where it lies.
 * @param definitions a file with what GET /v1/schema answers, of classes that the export does not define itself
 * @throws ExportError FIELD_INVALID, EXPORT_NOT_WHOLE, or what the backend throws
 */
export async function openExport(
  text: string,
  definitions: string | undefined,
  { folder, environment }: Opening,
): Promise<Source> {
  const named = parseExport('EXPORT', text, folder);
  const told = definitions === undefined ? undefined : await readDefinitions(definitions, folder);
  const backends = backendsOf(named.place, environment);
  const backend = await backends.backend(named.place.backend);
  const shared: SharedPlace = { named, environment: { ...environment } };
  const inThreads = { moduleUrl: READER_MODULE, place: shared };
  return {
    db: new ExportSource({ backend, home: homeOf(named), inThreads, ...(told && { definitions: told }) }),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
}

/**
 * Reads definitions of classes.
 * @param folder what a relative path is below
 * @throws ExportError FIELD_INVALID
 */
export async function readDefinitions(text: string, folder: string): Promise<ClassDefinition[]> {
  const file = resolve(folder, text);
  const refused = (cause?: unknown): ExportError =>
    new ExportError(
      'FIELD_INVALID',
      ['--definitions', file, 'allowed is a file of JSON, {"classes": [{"class": …}, …]}'],
      { cause },
    );
  let answer: { readonly classes?: unknown };
  try {
    answer = JSON.parse(await readFile(file, 'utf8')) as typeof answer;
  } catch (error) {
    throw refused(error);
  }
  const { classes } = answer ?? {};
  const isDefined = (one: unknown): boolean => typeof (one as ClassDefinition | null)?.class === 'string';
  if (!Array.isArray(classes) || !classes.every(isDefined)) throw refused();
  return classes as ClassDefinition[];
}
