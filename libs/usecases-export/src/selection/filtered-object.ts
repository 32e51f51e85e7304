import { type ExportObject, parseBigIntJson } from '@weaviate-export/entities-export';
import type { FilteredObject } from './filter-target.ts';

/** JSON as bytes, which must be UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** An object as filters see it; its properties are parsed where a filter asks for them, once. */
export function filteredObject({
  id,
  creationTime,
  updateTime,
  properties,
}: Pick<ExportObject, 'id' | 'creationTime' | 'updateTime' | 'properties'>): FilteredObject {
  let parsed: FilteredObject['properties'] | undefined;
  return {
    id,
    creationTime,
    updateTime,
    get properties() {
      return (parsed ??= parse(properties ?? '{}'));
    },
  };
}

/** @throws SyntaxError, or TypeError for bytes that are not UTF-8 */
function parse(json: string | Uint8Array): FilteredObject['properties'] {
  const text = typeof json === 'string' ? json : utf8.decode(json);
  return parseBigIntJson(text) as FilteredObject['properties'];
}
