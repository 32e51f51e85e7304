import { ExportError } from '@weaviate-export/entities-export';
import type { TenantReply } from '@weaviate-export/weaviate-protocol';
import type { WeaviateConnection } from './weaviate-connection.ts';

/** Tenants of one request: more are refused by some versions. */
const TENANTS_A_REQUEST = 100;

/** Newer words for the states of tenants, and the older ones that all versions know. */
const OLDER_WORDS: Readonly<Record<string, string>> = { ACTIVE: 'HOT', INACTIVE: 'COLD' };

/** The status of a tenant in the words that all versions know: HOT, COLD, or another. */
export const olderWord = (status: string): string => OLDER_WORDS[status] ?? status;

/** A tenant and its status, in the older words. */
export interface TenantState {
  readonly name: string;
  readonly status: string;
}

/** The tenants of a class, in the server's order; undefined where there is no such class. */
export async function readTenants(
  connection: WeaviateConnection,
  className: string,
  signal: AbortSignal,
): Promise<readonly TenantState[] | undefined> {
  const text = await connection.get(
    `tell the tenants of class ${JSON.stringify(className)}`,
    pathOf(className),
    signal,
  );
  if (text === undefined) return undefined;
  const tenants = JSON.parse(text) as readonly TenantReply[];
  return tenants.map(({ name, activityStatus }) => ({ name, status: olderWord(activityStatus) }));
}

/**
 * Makes tenants (POST), or gives them their status (PUT).
 * @param verb what is done, as an error tells it: `activate`
 * @throws ExportError TENANT_INVALID where the server will not, WEAVIATE_…, or the signal's reason
 */
export async function sendTenants(
  connection: WeaviateConnection,
  [verb, method]: readonly [verb: string, method: 'POST' | 'PUT'],
  className: string,
  tenants: readonly TenantState[],
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < tenants.length; start += TENANTS_A_REQUEST) {
    const body = tenants
      .slice(start, start + TENANTS_A_REQUEST)
      .map(({ name, status }) => ({ name, activityStatus: status }));
    const action = `${verb} tenants from ${JSON.stringify(body[0]!.name)} on`;
    const { reason } = await connection.send({ action, method, path: pathOf(className), body }, signal);
    if (reason !== undefined) throw new ExportError('TENANT_INVALID', [`${action}: ${reason}`]);
  }
}

function pathOf(className: string): string {
  return `/v1/schema/${encodeURIComponent(className)}/tenants`;
}
