export { CLIENT_ID, Issuer } from './issuer.ts';
export { apiKeysOf, giveRoles, headersOf, keyOf, rolesFor } from './users.ts';
