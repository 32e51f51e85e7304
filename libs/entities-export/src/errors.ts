import { excerpt } from './values/excerpt.ts';

/**
 * Every error of the project: its code, the HTTP status that the REST API answers with, and its message. A message
 * names the field, the value and what is allowed, and never holds a secret.
 */
export const ERRORS = {
  // The request for an export
  BODY_INVALID: entry(422, (problem: string) => `invalid request: ${problem}`),
  BODY_MALFORMED: entry(400, (problem: string) => `malformed JSON in the request body: ${problem}`),
  BODY_TOO_LARGE: entry(
    413,
    (limitBytes: number) => `request body is larger than the limit of ${limitBytes} bytes`,
  ),
  BODY_NOT_JSON: entry(
    415,
    (contentType: string) => `content type ${excerpt(contentType)} is not supported: send application/json`,
  ),
  MESSAGE_MALFORMED: entry(400, (message: string, problem: string) => `malformed ${message}: ${problem}`),
  FIELD_UNKNOWN: entry(
    422,
    (field: string, allowed: readonly string[]) =>
      `unknown field ${excerpt(field)}: allowed are ${allowed.join(', ')}`,
  ),
  FIELD_INVALID: entry(
    422,
    (field: string, value: unknown, allowed: string) => `invalid ${field} ${excerpt(value)}: ${allowed}`,
  ),
  FIELD_NOT_SUPPORTED: entry(422, (field: string) => `${field} is not supported yet: leave it out`),
  ID_MISSING: entry(422, () => 'id is missing: give the export an id of a-z, 0-9, _ and -'),
  ID_MALFORMED: entry(422, (id: unknown) => `invalid id ${excerpt(id)}: allowed are a-z, 0-9, _ and -`),
  ID_TOO_LONG: entry(
    422,
    (length: number, limit: number) => `invalid id of ${length} characters: at most ${limit} are allowed`,
  ),
  INCLUDE_WITH_EXCLUDE: entry(
    422,
    () => 'include and exclude are both set: give one of them, or neither for all classes',
  ),
  CLASS_UNKNOWN: entry(422, (name: string) => `class ${excerpt(name)} in include does not exist`),
  NO_EXPORTABLE_CLASSES: entry(422, () => 'no exportable classes: nothing is left to export for this caller'),
  EXPORT_DISABLED: entry(
    422,
    () => 'exports are disabled on this server: set EXPORT_ENABLED=true to enable them',
  ),

  BASE_UNSUITED: entry(
    422,
    (problem: string) => `the export in config.since cannot be the base of this one: ${problem}`,
  ),

  // Exports
  EXPORT_ALREADY_EXISTS: entry(
    409,
    (id: string, home: string) =>
      `export already exists: ${excerpt(id)} at ${home}; choose another id or path`,
  ),
  HOME_OCCUPIED: entry(409, (home: string) => `other files lie at ${home}: choose another id or path`),
  EXPORT_ALREADY_ACTIVE: entry(
    409,
    (limit: number) =>
      `export already active: at most ${limit} may run at a time (EXPORT_MAX_CONCURRENT); try again later`,
  ),
  EXPORT_ALREADY_FINISHED: entry(
    409,
    (id: string, status: string) => `export has already finished: ${excerpt(id)} is ${status}`,
  ),
  EXPORT_NOT_FOUND: entry(
    404,
    (id: string, backend: string) => `export not found: ${excerpt(id)} on backend ${backend}`,
  ),
  EXPORT_CANCELED: entry(409, () => 'export was canceled'),
  VERIFICATION_CANCELED: entry(409, () => 'verification was canceled'),
  VERIFICATION_ALREADY_ACTIVE: entry(
    409,
    (id: string) => `a verification of export ${excerpt(id)} is already active: wait for its end`,
  ),
  VERIFICATION_NOT_FOUND: entry(
    404,
    (id: string, backend: string) => `verification not found: of export ${excerpt(id)} on backend ${backend}`,
  ),
  EXPORT_INTERRUPTED: entry(500, () => 'interrupted by a restart of the server'),
  EXPORT_OWNER_LOST: entry(
    500,
    (heartbeatAt: string) => `the server that ran this export has been silent since ${heartbeatAt}`,
  ),
  MANIFEST_GONE: entry(500, (where: string) => `${where} is gone: the export is no longer whole`),
  EXPORT_NOT_WHOLE: entry(
    422,
    (where: string, problem: string) => `no whole export lies at ${where}: ${problem}`,
  ),
  FILE_DAMAGED: entry(
    500,
    (where: string, expected: string, found: string) =>
      `${where} is damaged: its sha256 is ${found}, and the manifest says ${expected}`,
  ),
  CANCEL_TIMED_OUT: entry(
    500,
    (id: string, seconds: number) =>
      `cancel of export ${excerpt(id)} is under way but was not done within ${seconds} seconds`,
  ),
  SHUTTING_DOWN: entry(503, () => 'the server is shutting down: no new exports are taken'),

  // Schedules
  SCHEDULE_NOT_FOUND: entry(404, (name: string) => `schedule not found: ${excerpt(name)}`),
  SCHEDULE_ALREADY_EXISTS: entry(
    409,
    (name: string) => `schedule already exists: ${excerpt(name)}; choose another name, or PUT to change it`,
  ),
  SCHEDULE_RUNNING: entry(
    409,
    (name: string, id: string) =>
      `schedule ${excerpt(name)} runs already: its export ${excerpt(id)} has not ended`,
  ),
  RUN_SKIPPED: entry(409, (id: string) => `skipped: the run before it, export ${excerpt(id)}, had not ended`),
  RUN_LOST: entry(500, () => 'the server that made this run stopped before the run had ended'),

  // Restores
  RESTORE_UNSUPPORTED: entry(
    422,
    () => 'restores are not supported on this server: what it exports takes no objects back',
  ),
  NO_RESTORABLE_CLASSES: entry(
    422,
    () => 'no restorable classes: nothing is left to restore for this caller',
  ),
  CLASS_NOT_EXPORTED: entry(
    422,
    (field: string, name: string) => `class ${excerpt(name)} in ${field} is not in the export`,
  ),
  DEFINITION_MISSING: entry(
    422,
    (name: string) =>
      `the export does not tell the definition of class ${excerpt(name)}: give it in definitions, or make the class first`,
  ),
  RESTORE_CONFLICT: entry(
    409,
    (name: string, problem: string) => `class ${excerpt(name)} already exists: ${problem}`,
  ),
  RESTORE_ALREADY_ACTIVE: entry(
    409,
    (id: string) => `a restore of export ${excerpt(id)} is already active: wait for its end, or cancel it`,
  ),
  RESTORE_ALREADY_FINISHED: entry(
    409,
    (id: string, status: string) =>
      `the restore of export ${excerpt(id)} has already finished: it is ${status}`,
  ),
  RESTORE_NOT_FOUND: entry(
    404,
    (id: string, backend: string) => `restore not found: of export ${excerpt(id)} on backend ${backend}`,
  ),
  RESTORE_CANCELED: entry(409, () => 'restore was canceled'),
  RESTORE_REFUSED: entry(
    500,
    (limit: number, className: string, id: string, reason: string) =>
      `more than ${limit} objects were refused (maxErrors): class ${excerpt(className)}, object ${excerpt(id)}: ${reason}`,
  ),
  RESTORE_INCOMPLETE: entry(
    500,
    (className: string, found: number, expected: number) =>
      `class ${excerpt(className)}: ${found} objects were read from the export, which has ${expected}`,
  ),

  // The caller
  UNAUTHENTICATED: entry(
    401,
    () => 'no or wrong credentials: send a valid API key or OIDC token as Authorization: Bearer …',
  ),
  OIDC_UNREACHABLE: entry(
    500,
    (issuer: string, reason: string) => `the OIDC issuer ${issuer} cannot be reached: ${reason}`,
  ),
  FORBIDDEN: entry(403, (user: string, action: string) => `forbidden: ${excerpt(user)} may not ${action}`),
  BUCKET_NOT_ALLOWED: entry(
    403,
    (bucket: string) =>
      `forbidden: bucket ${excerpt(bucket)} in config.bucket is not allowed (EXPORT_ALLOWED_BUCKETS)`,
  ),

  // Roles
  ROLES_DISABLED: entry(
    422,
    () => 'roles are not in use on this server: set AUTHORIZATION_RBAC_ENABLED=true to use them',
  ),
  ROLE_INVALID: entry(400, (problem: string) => `invalid role: ${problem}`),
  ROLE_BUILT_IN: entry(
    400,
    (name: string) => `role ${excerpt(name)} is built in: it can be neither created, changed nor deleted`,
  ),
  ROLE_FROM_ENVIRONMENT: entry(
    403,
    (name: string) => `forbidden: role ${excerpt(name)} is assigned by the server's environment alone`,
  ),
  GROUP_FROM_ENVIRONMENT: entry(
    403,
    (name: string) => `forbidden: group ${excerpt(name)} has its roles by the server's environment alone`,
  ),
  ROLE_ALREADY_EXISTS: entry(409, (name: string) => `role ${excerpt(name)} already exists`),
  ROLE_NOT_FOUND: entry(404, (name: string) => `role ${excerpt(name)} does not exist`),
  USER_NOT_FOUND: entry(404, (name: string) => `user ${excerpt(name)} does not exist`),
  PERMISSION_INVALID: entry(
    422,
    (field: string, value: unknown, allowed: string) =>
      `invalid permission: ${field} is ${excerpt(value)}: ${allowed}`,
  ),

  // Backends
  BACKEND_UNKNOWN: entry(
    422,
    (name: string, known: readonly string[]) =>
      `unknown backend ${excerpt(name)}: allowed are ${known.join(', ')}`,
  ),
  BACKEND_NOT_CONFIGURED: entry(
    422,
    (name: string, hint: string) => `backend ${name} is not configured: ${hint}`,
  ),
  BACKEND_UNSUITED: entry(
    422,
    (backend: string, where: string, problem: string) =>
      `backend ${backend} cannot take exports at ${where}: ${problem}`,
  ),
  BUCKET_MISSING: entry(
    422,
    (backend: string) => `backend ${backend} needs a bucket: set config.bucket or EXPORT_DEFAULT_BUCKET`,
  ),
  BUCKET_NOT_FOUND: entry(
    422,
    (backend: string, bucket: string) => `bucket ${excerpt(bucket)} does not exist on backend ${backend}`,
  ),
  BACKEND_CREDENTIALS: entry(
    422,
    (backend: string, where: string, reason: string) =>
      `backend ${backend} refused the server's credentials for ${where}: ${reason}`,
  ),
  BACKEND_UNREACHABLE: entry(
    500,
    (backend: string, host: string, reason: string) =>
      `backend ${backend} cannot be reached at ${host}: ${reason}`,
  ),
  BACKEND_THROTTLED: entry(
    500,
    (backend: string, where: string) => `backend ${backend} keeps throttling requests for ${where}`,
  ),
  BACKEND_TIMEOUT: entry(
    500,
    (backend: string, where: string, seconds: number) =>
      `backend ${backend} made no headway with ${where} for ${seconds} seconds`,
  ),
  BACKEND_FULL: entry(
    500,
    (backend: string, where: string) => `backend ${backend} has no space left for ${where}`,
  ),
  BACKEND_CORRUPT: entry(
    500,
    (backend: string, where: string) => `backend ${backend} received other bytes than were sent for ${where}`,
  ),
  BACKEND_FAILED: entry(
    500,
    (backend: string, action: string, where: string, reason: string) =>
      `backend ${backend} failed to ${action} ${where}: ${reason}`,
  ),
  FILE_ALREADY_EXISTS: entry(
    409,
    (backend: string, where: string) => `file already exists on backend ${backend}: ${where}`,
  ),
  FILE_NOT_FOUND: entry(
    404,
    (backend: string, where: string) => `file not found on backend ${backend}: ${where}`,
  ),
  SINK_CLOSED: entry(500, (where: string) => `the sink of ${where} has ended: it takes no more bytes`),

  METADATA_INVALID: entry(500, (where: string) => `${where} does not hold the metadata of an export`),

  // Parts and files
  PART_FAILED: entry(
    500,
    (className: string, shard: string, reason: string) =>
      `class ${excerpt(className)}, shard ${excerpt(shard)}: ${reason}`,
  ),
  ROWS_DIFFER: entry(
    500,
    (file: string, counts: string) => `${file}: rows were lost or doubled, the file is discarded (${counts})`,
  ),
  SCHEMA_DIFFERS: entry(
    500,
    (file: string, part: number) => `${file}: part ${part} has another schema than the first one`,
  ),
  PARQUET_INVALID: entry(500, (what: string) => `not a valid Parquet file: ${what}`),
  OBJECT_INVALID: entry(
    500,
    (className: string, id: string, problem: string) =>
      `class ${excerpt(className)}, object ${excerpt(id)}: ${problem}`,
  ),
  PROPERTY_MISFIT: entry(
    500,
    (className: string, id: string, property: string, value: string, allowed: string) =>
      `class ${excerpt(className)}, object ${excerpt(id)}: property ${excerpt(property)} is ${value}: ${allowed}; or take another layout`,
  ),
  CLASS_MISFIT: entry(
    500,
    (className: string, property: string, layout: string, allowed: string) =>
      `class ${excerpt(className)}: property ${excerpt(property)} does not fit the layout ${layout}: ${allowed}; take another layout`,
  ),
  WORKER_DIED: entry(500, (reason: string) => `the worker thread ended before its work was done: ${reason}`),

  // Schema and objects of the embedded store
  CLASS_INVALID: entry(422, (problem: string) => `invalid class: ${problem}`),
  CLASS_ALREADY_EXISTS: entry(422, (name: string) => `class name ${excerpt(name)} already exists`),
  CLASS_NOT_FOUND: entry(404, (name: string) => `class ${excerpt(name)} does not exist`),
  MULTI_TENANCY_DISABLED: entry(
    422,
    (className: string) => `multi-tenancy is disabled for class ${excerpt(className)}: it takes no tenants`,
  ),
  TENANT_MISSING: entry(
    422,
    (className: string) => `multi-tenancy is enabled for class ${excerpt(className)}: name a tenant`,
  ),
  TENANT_INVALID: entry(422, (problem: string) => `invalid tenant: ${problem}`),
  TENANT_NOT_FOUND: entry(
    422,
    (className: string, tenant: string) =>
      `tenant not found: ${excerpt(tenant)} in class ${excerpt(className)}`,
  ),
  TENANT_NOT_ACTIVE: entry(
    422,
    (className: string, tenant: string, status: string) =>
      `tenant not active: ${excerpt(tenant)} in class ${excerpt(className)} is ${status}; activate it first`,
  ),
  PROPERTY_INVALID: entry(
    422,
    (className: string, property: string, value: unknown, allowed: string) =>
      `invalid object: property ${excerpt(property)} of class ${excerpt(className)} is ${excerpt(value)}: ${allowed}`,
  ),
  VECTOR_INVALID: entry(
    422,
    (className: string, vector: string, problem: string) =>
      `invalid object: ${vector} of class ${excerpt(className)}: ${problem}`,
  ),
  OBJECT_ID_INVALID: entry(422, (id: unknown) => `invalid object: id ${excerpt(id)} is not a UUID`),
  OBJECT_ALREADY_EXISTS: entry(422, (id: string) => `id ${excerpt(id)} already exists`),
  OBJECT_NOT_FOUND: entry(404, (className: string | undefined, id: string) =>
    className === undefined
      ? `object ${excerpt(id)} does not exist in any class without tenants`
      : `object ${excerpt(id)} of class ${excerpt(className)} does not exist`,
  ),
  NOT_AVAILABLE: entry(
    501,
    (feature: string, instead: string) => `${feature} is not available on this server: ${instead}`,
  ),
  REPLY_TOO_LARGE: entry(
    413,
    (limitBytes: number) =>
      `the reply is larger than the limit of ${limitBytes} bytes (GRPC_MAX_MESSAGE_SIZE): ask for fewer objects with limit`,
  ),
  STORE_LOCKED: entry(500, (path: string) => `the store at ${path} is in use by another server`),
  STORE_DAMAGED: entry(
    500,
    (file: string, problem: string) =>
      `the store's file ${file} is damaged: ${problem}: restore its folder from a copy`,
  ),
  STORE_FORMAT_UNKNOWN: entry(
    500,
    (path: string, format: unknown, newest: number) =>
      `the store at ${path} has format ${excerpt(format)}, newer than ${newest}: open it with a newer server`,
  ),
  // A live Weaviate
  WEAVIATE_UNREACHABLE: entry(
    500,
    (address: string, reason: string) =>
      `Weaviate cannot be reached at ${address}: ${reason}: check WEAVIATE_URL and WEAVIATE_GRPC_URL, and that it runs`,
  ),
  WEAVIATE_UNTRUSTED: entry(
    500,
    (address: string, reason: string) =>
      `the certificate of Weaviate at ${address} is not trusted: ${reason}: set NODE_EXTRA_CA_CERTS to a file with that of its authority, and WEAVIATE_URL to a name that is in it`,
  ),
  WEAVIATE_OVERLOADED: entry(
    500,
    (address: string, seconds: number) =>
      `Weaviate at ${address} has refused requests for ${seconds} seconds: lower WEAVIATE_MAX_IN_FLIGHT, or come back when it is less busy`,
  ),
  WEAVIATE_CREDENTIALS: entry(
    422,
    (address: string) =>
      `Weaviate at ${address} refused the credentials: set WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN to what it knows`,
  ),
  WEAVIATE_FORBIDDEN: entry(
    422,
    (address: string, action: string) =>
      `Weaviate at ${address} does not allow to ${action}: give the user of the key that permission`,
  ),
  WEAVIATE_TOO_OLD: entry(
    422,
    (address: string, version: string, oldest: string) =>
      `Weaviate at ${address} is version ${excerpt(version)}: ${oldest} or later is needed`,
  ),
  WEAVIATE_FAILED: entry(
    500,
    (address: string, action: string, reason: string) =>
      `Weaviate at ${address} failed to ${action}: ${reason}`,
  ),
  ROUTE_NOT_FOUND: entry(404, (method: string, path: string) => `path ${method} ${path} was not found`),

  // Configuration
  CONFIGURATION_INVALID: entry(
    500,
    (variable: string, value: string, allowed: string) => `${variable} is ${excerpt(value)}: ${allowed}`,
  ),
  INTERNAL: entry(500, () => 'internal error: the log of the server says more'),
} as const;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorArguments<Code extends ErrorCode> = Parameters<(typeof ERRORS)[Code]['message']>;

interface ErrorEntry<Args extends unknown[]> {
  readonly status: number;
  readonly message: (...args: Args) => string;
}

function entry<Args extends unknown[]>(status: number, message: (...args: Args) => string): ErrorEntry<Args> {
  return { status, message };
}
