/** The API key of a user. */
export function keyOf(user: string): string {
  return `key-of-${user}`;
}

/** The environment of a server that has these users, each with its key. */
export function apiKeysOf(...users: string[]): Record<string, string> {
  return {
    AUTHENTICATION_APIKEY_ENABLED: 'true',
    AUTHENTICATION_APIKEY_ALLOWED_KEYS: users.map(keyOf).join(','),
    AUTHENTICATION_APIKEY_USERS: users.join(','),
  };
}

/** As `apiKeysOf`, with roles; a user `root` has the role of that name. */
export function rolesFor(...users: string[]): Record<string, string> {
  return {
    ...apiKeysOf('root', ...users),
    AUTHORIZATION_RBAC_ENABLED: 'true',
    AUTHORIZATION_RBAC_ROOT_USERS: 'root',
  };
}

/** The headers that a user sends; an anonymous caller sends none. */
export function headersOf(user: string | null): Record<string, string> {
  return user === null ? {} : { authorization: `Bearer ${keyOf(user)}` };
}

type Post = (
  path: string,
  body: object,
  headers: Record<string, string>,
) => Promise<{ readonly status: number; readonly body: unknown }>;

/** Has `root` make a role for each of these users, of the user's name and with these permissions, and give it to them. */
export async function giveRoles(
  post: Post,
  permissions: Readonly<Record<string, readonly object[]>>,
): Promise<void> {
  const asRoot = async (path: string, body: object): Promise<void> => {
    const answer = await post(path, body, headersOf('root'));
    if (answer.status >= 300)
      throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  for (const [name, list] of Object.entries(permissions)) {
    await asRoot('/authz/roles', { name, permissions: list });
    await asRoot(`/authz/users/${name}/assign`, { roles: [name], userType: 'db' });
  }
}
