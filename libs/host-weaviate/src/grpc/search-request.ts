import { ExportError, capitalized } from '@weaviate-export/entities-export';
import { type Message, weaviate } from '@weaviate-export/weaviate-protocol';
import { parseObjectId } from '../objects/object-body.ts';
import { DEFAULT_LIMIT, MOST_RESULTS } from '../objects/object-query.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { parseIdFilter } from './id-filter.ts';

/** Fields of SearchRequest that change the answer, which this server does not have, by their numbers. */
const UNAVAILABLE = new Map([
  [22, 'group by'],
  [32, 'autocut'],
  [34, 'sorting'],
  [41, 'hybrid search'],
  [42, 'keyword search (bm25)'],
  [43, 'vector search (near vector)'],
  [44, 'vector search (near object)'],
  [45, 'vector search (near text)'],
  [46, 'vector search (near image)'],
  [47, 'vector search (near audio)'],
  [48, 'vector search (near video)'],
  [49, 'vector search (near depth)'],
  [50, 'vector search (near thermal)'],
  [51, 'vector search (near IMU)'],
  [60, 'generative search'],
  [61, 'reranking'],
  [62, 'boosting'],
]);
/** The fields of `SearchRequest`, and those that make no difference here: consistency level, versions of the API. */
const ANSWERED = [1, 10, 11, 20, 21, 30, 31, 33, 40, 100, 101, 102];

/** What a search without search asks for: a page of a class's objects in order of id. */
export interface SearchQuery {
  readonly class: string;
  readonly tenant: string | undefined;
  /** Just these; absent: all. */
  readonly ids: readonly string[] | undefined;
  /** Begins behind the object of this id. */
  readonly after: string | undefined;
  readonly offset: number;
  readonly limit: number;
  /** null asks for all but references and blobs. */
  readonly properties: Message<'PropertiesRequest'> | null;
  readonly metadata: Message<'MetadataRequest'> | null;
}

/** @throws ExportError NOT_AVAILABLE, FIELD_INVALID, FIELD_NOT_SUPPORTED, OBJECT_ID_INVALID or MESSAGE_MALFORMED */
export function parseSearchRequest(bytes: Uint8Array): SearchQuery {
  const request = weaviate.SearchRequest.decode(bytes);
  checkAvailable(weaviate.SearchRequest.fieldNumbers(bytes));
  const { after, offset, filters } = request;
  if (after !== '' && (offset > 0 || filters !== null)) {
    throw new ExportError('FIELD_INVALID', ['after', after, 'it takes neither an offset nor a filter']);
  }
  const limit = request.limit === 0 ? DEFAULT_LIMIT : request.limit;
  if (offset + limit > MOST_RESULTS) {
    throw new ExportError('FIELD_INVALID', [
      'limit',
      limit,
      `offset and limit together are at most ${MOST_RESULTS}: iterate with after`,
    ]);
  }
  return {
    class: capitalized(request.collection),
    tenant: parseTenant(request.tenant),
    ids: filters === null ? undefined : parseIdFilter(filters),
    after: after === '' ? undefined : parseObjectId(after),
    offset,
    limit,
    properties: request.properties,
    metadata: request.metadata,
  };
}

function checkAvailable(fields: ReadonlySet<number>): void {
  for (const field of fields) {
    if (ANSWERED.includes(field)) continue;
    throw new ExportError('NOT_AVAILABLE', [
      UNAVAILABLE.get(field) ?? `field ${field} of a search`,
      'it stores objects and exports them; fetch objects by id, or iterate over the collection with a cursor (after and limit)',
    ]);
  }
}
