export { CLIENT_ID, Issuer } from './issuer.ts';
export { apiKeysOf, giveRoles, headersOf, rolesFor } from './users.ts';
