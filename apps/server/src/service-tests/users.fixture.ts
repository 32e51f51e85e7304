import type { ExportStatus } from '@weaviate-export/entities-export';
import { giveRoles, headersOf, rolesFor } from '@weaviate-export/test-access';
import { type Answer, type Host, startHost } from './host.fixture.ts';

/** Calls the server as a user; as an anonymous caller where there is none. */
export function callAs<T = unknown>(
  host: Pick<Host, 'call'>,
  user: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  return host.call<T>(method, path, body, headersOf(user));
}

/** Waits for an export to end, asking as a user who may read it. */
export async function ended(host: Pick<Host, 'call'>, user: string, id: string): Promise<ExportStatus> {
  for (;;) {
    const { status, body } = await callAs<ExportStatus>(host, user, 'GET', `/export/filesystem/${id}`);
    if (status !== 200) throw new Error(`GET answered ${status}: ${JSON.stringify(body)}`);
    if (body.completedAt !== undefined) return body;
  }
}

/** A server with roles: `root` has that role, and of the others each the role of its name with these permissions. */
export async function startHostWithRoles(
  permissions: Readonly<Record<string, readonly object[]>>,
  environment: Record<string, string> = {},
): Promise<Host> {
  const host = await startHost({ ...rolesFor(...Object.keys(permissions)), ...environment });
  try {
    await giveRoles((path, body, headers) => host.call('POST', path, body, headers), permissions);
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
  return host;
}
