import { canonicalUuid, capitalized, ExportError, isExportError } from '@weaviate-export/entities-export';
import { parseBeacon, type ReferencedObject } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import { CLASS_NAME } from '../schema/names.ts';
import { parseTenant } from './object-tenant.ts';
import { isObject } from './value-rules.ts';

/** Reads `{"beacon": "weaviate://localhost/Class/id"}`; other members, which clients send back, do not matter. */
export function readReference(value: ExactJson): ReferencedObject | undefined {
  if (!isObject(value) || typeof value['beacon'] !== 'string') return undefined;
  const beacon = parseBeacon(value['beacon']);
  const id = canonicalUuid(beacon?.id ?? '');
  if (beacon === undefined || id === undefined) return undefined;
  const name = beacon.class === undefined ? undefined : capitalized(beacon.class);
  return name === undefined || CLASS_NAME.test(name) ? { class: name, id } : undefined;
}

/** Where a reference of a batch begins, and where it leads. */
export interface SentReference {
  readonly from: { readonly class: string; readonly id: string; readonly property: string };
  readonly to: ReferencedObject;
  readonly tenant: string | undefined;
}

/**
 * Reads `{"from": "weaviate://localhost/Class/id/property", "to": "weaviate://localhost/Class/id", "tenant"}`; what is
 * wrong with one is given back, as it keeps no other of its batch from being written.
 */
export function readBatchReference(value: ExactJson): SentReference | ExportError {
  const { from = null, to = null, tenant } = isObject(value) ? value : {};
  const [, beacon = '', property = ''] = /^(.+)\/([^/]+)$/.exec(typeof from === 'string' ? from : '') ?? [];
  const source = parseBeacon(beacon);
  if (source?.class === undefined) {
    const allowed = 'it must be weaviate://localhost/CLASS/UUID/PROPERTY';
    return new ExportError('FIELD_INVALID', ['from', from, allowed]);
  }
  const target = typeof to === 'string' ? parseBeacon(to) : undefined;
  if (target === undefined) {
    return new ExportError('FIELD_INVALID', ['to', to, 'it must be weaviate://localhost/CLASS/UUID']);
  }
  try {
    const { class: className, id } = source;
    return { from: { class: className, id, property }, to: target, tenant: parseTenant(tenant) };
  } catch (error) {
    if (isExportError(error)) return error;
    throw error;
  }
}
