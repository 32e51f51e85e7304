export { type AccessConfiguration, type AccessControl, createAccessControl } from './access-control.ts';
export type { Authenticate } from './authentication/authentication.ts';
export {
  type AuthenticationConfiguration,
  readAuthentication,
} from './authentication/authentication-configuration.ts';
export { oidcRoutes } from './authentication/oidc-routes.ts';
export { authenticateRequests } from './authentication/request-principal.ts';
export { collections, data, nodes, tenants } from './authorization/access-to.ts';
export {
  type AuthorizationConfiguration,
  readAuthorization,
} from './authorization/authorization-configuration.ts';
export { authzRoutes } from './authorization/authz-routes.ts';
export { ExportAuthorizer } from './authorization/export-authorizer.ts';
export type { Guard } from './authorization/guard.ts';
export { ownInfoRoutes } from './authorization/own-info-routes.ts';
export type { Permission } from './authorization/permission.ts';
export type { RoleStore, StoredRole, Subject } from './ports.ts';
