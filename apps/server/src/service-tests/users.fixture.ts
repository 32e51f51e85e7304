import { RestClient } from '@weaviate-export/rest-client';
import { giveRoles, headersOf, keyOf, rolesFor } from '@weaviate-export/test-access';
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

/** The API's client of a user. */
export function clientOf({ server }: Pick<Host, 'server'>, user: string): RestClient {
  return new RestClient({ url: server.url, apiKey: keyOf(user) });
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
