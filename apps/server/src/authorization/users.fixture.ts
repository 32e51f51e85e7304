import type { ExportStatus } from '@weaviate-export/entities-export';
import { type Answer, type Host, startHost } from '../walks/host.fixture.ts';

/** The environment of a server that has these users; the key of each is `key-of-` and its name. */
export function apiKeysOf(...users: string[]): Record<string, string> {
  return {
    AUTHENTICATION_APIKEY_ENABLED: 'true',
    AUTHENTICATION_APIKEY_ALLOWED_KEYS: users.map((user) => `key-of-${user}`).join(','),
    AUTHENTICATION_APIKEY_USERS: users.join(','),
  };
}

/** Calls the server as a user; as an anonymous caller where there is none. */
export function callAs<T = unknown>(
  host: Pick<Host, 'call'>,
  user: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  const headers: Record<string, string> = user === null ? {} : { authorization: `Bearer key-of-${user}` };
  return host.call<T>(method, path, body, headers);
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
  const host = await startHost({
    ...apiKeysOf('root', ...Object.keys(permissions)),
    AUTHORIZATION_RBAC_ENABLED: 'true',
    AUTHORIZATION_RBAC_ROOT_USERS: 'root',
    ...environment,
  });
  try {
    for (const [name, list] of Object.entries(permissions)) await giveRole(host, name, list);
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
  return host;
}

async function giveRole(host: Host, name: string, permissions: readonly object[]): Promise<void> {
  const asRoot = async (path: string, body: object): Promise<void> => {
    const { status, body: answer } = await callAs(host, 'root', 'POST', path, body);
    if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(answer)}`);
  };
  await asRoot('/authz/roles', { name, permissions });
  await asRoot(`/authz/users/${name}/assign`, { roles: [name], userType: 'db' });
}
