import type { NewTenant, Tenant, TenantStatus } from '@weaviate-export/adapters-db';
import { excerpt, ExportError } from '@weaviate-export/entities-export';
import type { TenantReply, TenantStatusWord } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import { isObject } from '../objects/value-rules.ts';

/** Weaviate's words for a status in requests, its newer and its older ones. */
const STATUSES: ReadonlyMap<string, TenantStatus> = new Map<TenantStatusWord, TenantStatus>([
  ['ACTIVE', 'HOT'],
  ['INACTIVE', 'COLD'],
  ['OFFLOADED', 'FROZEN'],
  ['HOT', 'HOT'],
  ['COLD', 'COLD'],
  ['FROZEN', 'FROZEN'],
]);
/** A tenant begins on this server: nothing of it can lie elsewhere yet. */
const STATUSES_AT_CREATION: ReadonlyMap<string, TenantStatus> = new Map(
  [...STATUSES].filter(([, status]) => status !== 'FROZEN'),
);

/**
 * Tenants that a request creates. A status that is left out is the store's to choose.
 * @throws ExportError BODY_INVALID or TENANT_INVALID
 */
export function parseNewTenants(body: unknown): NewTenant[] {
  return parseMembers(body).map(({ name, activityStatus }) =>
    activityStatus == null || activityStatus === ''
      ? { name }
      : { name, status: parseStatus(name, activityStatus, STATUSES_AT_CREATION) },
  );
}

/**
 * Tenants and the status that a request gives to each.
 * @throws ExportError BODY_INVALID or TENANT_INVALID
 */
export function parseTenantStatuses(body: unknown): Required<NewTenant>[] {
  return parseMembers(body).map(({ name, activityStatus }) => ({
    name,
    status: parseStatus(name, activityStatus, STATUSES),
  }));
}

/**
 * Names of tenants; what no tenant can have for a name is none's.
 * @throws ExportError BODY_INVALID or TENANT_INVALID
 */
export function parseTenantNames(body: unknown): string[] {
  if (!Array.isArray(body))
    throw new ExportError('BODY_INVALID', ['it must be an array of names of tenants']);
  return (body as ExactJson[]).map(parseName);
}

/** A tenant as Weaviate's REST API writes it: in answers, its older words for a status. */
export function tenantAnswer({ name, status }: Tenant): TenantReply {
  return { name, activityStatus: status };
}

interface TenantMembers {
  readonly name: string;
  readonly activityStatus: ExactJson | undefined;
}

function parseMembers(body: unknown): TenantMembers[] {
  if (!Array.isArray(body)) {
    throw new ExportError('BODY_INVALID', ['it must be an array of tenants {"name", "activityStatus"}']);
  }
  return (body as ExactJson[]).map((one) => {
    if (isObject(one)) return { name: parseName(one['name']), activityStatus: one['activityStatus'] };
    throw invalid(`${show(one)} is none: it must be {"name", "activityStatus"}`);
  });
}

function parseName(name: ExactJson | undefined): string {
  if (typeof name === 'string' && name !== '' && name.isWellFormed()) return name;
  throw invalid(`name is ${show(name)}: it must be a text, without half a surrogate pair`);
}

function parseStatus(
  name: string,
  status: ExactJson | undefined,
  statuses: ReadonlyMap<string, TenantStatus>,
): TenantStatus {
  const known = typeof status === 'string' ? statuses.get(status) : undefined;
  if (known !== undefined) return known;
  const allowed = [...statuses.keys()].join(', ');
  throw invalid(`activityStatus of ${show(name)} is ${show(status)}: allowed are ${allowed}`);
}

function invalid(problem: string): ExportError {
  return new ExportError('TENANT_INVALID', [problem]);
}

function show(value: ExactJson | undefined): string {
  return value === undefined ? 'missing' : excerpt(value);
}
