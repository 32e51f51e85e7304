import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ERRORS, type ErrorArguments, type ErrorCode } from './errors.ts';
import { ExportError, isExportError } from './export-error.ts';

/** Every error with arguments for it: a code that is missing here does not compile. */
const SAMPLES: { [Code in ErrorCode]: ErrorArguments<Code> } = {
  BODY_INVALID: ['body/id must be string'],
  BODY_MALFORMED: ['unexpected end'],
  MESSAGE_MALFORMED: ['weaviate.v1.SearchRequest', 'RangeError: index out of range'],
  BODY_TOO_LARGE: [1_048_576],
  BODY_NOT_JSON: ['text/plain'],
  FIELD_UNKNOWN: ['config.colour', ['bucket', 'path']],
  FIELD_INVALID: ['config.path', '../up', 'the segments . and .. are not allowed'],
  FIELD_NOT_SUPPORTED: ['config.where'],
  ID_MISSING: [],
  ID_MALFORMED: ['My Export'],
  ID_TOO_LONG: [129, 128],
  INCLUDE_WITH_EXCLUDE: [],
  CLASS_UNKNOWN: ['Article'],
  NO_EXPORTABLE_CLASSES: [],
  EXPORT_DISABLED: [],
  BASE_UNSUITED: ['it is of another layout'],
  EXPORT_ALREADY_EXISTS: ['first', 's3://bucket/first'],
  HOME_OCCUPIED: ['s3://bucket/first'],
  EXPORT_ALREADY_ACTIVE: [3],
  EXPORT_ALREADY_FINISHED: ['first', 'SUCCESS'],
  EXPORT_NOT_FOUND: ['first', 's3'],
  EXPORT_CANCELED: [],
  VERIFICATION_CANCELED: [],
  VERIFICATION_ALREADY_ACTIVE: ['first'],
  VERIFICATION_NOT_FOUND: ['first', 's3'],
  EXPORT_INTERRUPTED: [],
  EXPORT_OWNER_LOST: ['2026-01-02T03:04:05.000Z'],
  MANIFEST_GONE: ['s3://bucket/first/manifest.json'],
  EXPORT_NOT_WHOLE: ['s3://bucket/nightly', 'its status is FAILED'],
  FILE_DAMAGED: ['s3://bucket/nightly/Article.parquet', 'a1', 'b2'],
  CANCEL_TIMED_OUT: ['first', 10],
  RESTORE_UNSUPPORTED: [],
  NO_RESTORABLE_CLASSES: [],
  CLASS_NOT_EXPORTED: ['include', 'Article'],
  DEFINITION_MISSING: ['Article'],
  RESTORE_CONFLICT: ['Article', 'give it a new name with rename, or set onConflict'],
  RESTORE_ALREADY_ACTIVE: ['first'],
  RESTORE_ALREADY_FINISHED: ['first', 'SUCCESS'],
  RESTORE_NOT_FOUND: ['first', 's3'],
  RESTORE_CANCELED: [],
  RESTORE_REFUSED: [0, 'Article', 'a1', 'it has no text'],
  RESTORE_INCOMPLETE: ['Article', 9, 10],
  SHUTTING_DOWN: [],
  SCHEDULE_NOT_FOUND: ['nightly'],
  SCHEDULE_ALREADY_EXISTS: ['nightly'],
  SCHEDULE_RUNNING: ['nightly', 'nightly-20261130'],
  RUN_SKIPPED: ['nightly-20261130'],
  RUN_LOST: [],
  UNAUTHENTICATED: [],
  OIDC_UNREACHABLE: ['https://issuer', 'timeout'],
  FORBIDDEN: ['ada', 'start an export'],
  BUCKET_NOT_ALLOWED: ['secret-bucket'],
  ROLES_DISABLED: [],
  ROLE_INVALID: ['permissions must be an array'],
  ROLE_BUILT_IN: ['admin'],
  ROLE_FROM_ENVIRONMENT: ['root'],
  GROUP_FROM_ENVIRONMENT: ['ops'],
  ROLE_ALREADY_EXISTS: ['reader'],
  ROLE_NOT_FOUND: ['reader'],
  USER_NOT_FOUND: ['jane'],
  PERMISSION_INVALID: ['action', 'fly', 'allowed are read_data'],
  BACKEND_UNKNOWN: ['ftp', ['filesystem', 's3']],
  BACKEND_NOT_CONFIGURED: ['gcs', 'set GOOGLE_APPLICATION_CREDENTIALS'],
  BACKEND_UNSUITED: ['s3', 's3://bucket (host)', 'it refuses If-None-Match'],
  BUCKET_MISSING: ['s3'],
  BUCKET_NOT_FOUND: ['s3', 'nowhere'],
  BACKEND_CREDENTIALS: ['s3', 's3://bucket/first', 'InvalidAccessKeyId'],
  BACKEND_UNREACHABLE: ['s3', 'localhost:9000', 'ECONNREFUSED'],
  BACKEND_THROTTLED: ['s3', 's3://bucket/first'],
  BACKEND_TIMEOUT: ['s3', 's3://bucket/first', 60],
  BACKEND_FULL: ['filesystem', '/exports/first'],
  BACKEND_CORRUPT: ['s3', 's3://bucket/first'],
  BACKEND_FAILED: ['s3', 'write', 's3://bucket/first', 'status 501'],
  FILE_ALREADY_EXISTS: ['s3', 's3://bucket/first/Article.parquet'],
  FILE_NOT_FOUND: ['s3', 's3://bucket/first/Article.parquet'],
  SINK_CLOSED: ['s3://bucket/first/Article.parquet'],
  METADATA_INVALID: ['s3://bucket/first/export_metadata.json'],
  PART_FAILED: ['Article', 'shard-0', 'disk error'],
  ROWS_DIFFER: ['Article.parquet', 'cut 3, scanned 2'],
  SCHEMA_DIFFERS: ['Article.parquet', 4],
  PARQUET_INVALID: ['no footer'],
  OBJECT_INVALID: ['Article', '00000000-0000-4000-8000-000000000001', 'has no time'],
  PROPERTY_MISFIT: [
    'Article',
    '00000000-0000-4000-8000-000000000001',
    'author.age',
    '1.5',
    'an integer of 64 bits is allowed',
  ],
  CLASS_MISFIT: ['Article', 'address', 'typed', 'at most 59 levels are allowed'],
  WORKER_DIED: ['it exited with code 1'],
  CLASS_INVALID: ['no name'],
  CLASS_ALREADY_EXISTS: ['Article'],
  CLASS_NOT_FOUND: ['Article'],
  MULTI_TENANCY_DISABLED: ['Article'],
  TENANT_MISSING: ['Article'],
  TENANT_INVALID: ['name is ""'],
  TENANT_NOT_FOUND: ['Article', 'acme'],
  TENANT_NOT_ACTIVE: ['Article', 'acme', 'COLD'],
  PROPERTY_INVALID: ['Article', 'age', 'old', 'a whole number is allowed'],
  VECTOR_INVALID: ['Article', 'title_vector', '3 numbers instead of 4'],
  OBJECT_ID_INVALID: ['not-a-uuid'],
  OBJECT_ALREADY_EXISTS: ['00000000-0000-4000-8000-000000000001'],
  OBJECT_NOT_FOUND: ['Article', '00000000-0000-4000-8000-000000000001'],
  NOT_AVAILABLE: ['GraphQL', 'fetch objects by id'],
  REPLY_TOO_LARGE: [104_858_000],
  STORE_LOCKED: ['/data'],
  STORE_DAMAGED: ['/data/data.mdb', 'it is not a file of LMDB'],
  STORE_FORMAT_UNKNOWN: ['/data', 3, 2],
  WEAVIATE_UNREACHABLE: ['http://localhost:8080', 'ECONNREFUSED'],
  WEAVIATE_UNTRUSTED: ['https://localhost:8080', 'self-signed certificate'],
  WEAVIATE_OVERLOADED: ['localhost:50051', 300],
  WEAVIATE_CREDENTIALS: ['http://localhost:8080'],
  WEAVIATE_FORBIDDEN: ['http://localhost:8080', 'tell its schema'],
  WEAVIATE_TOO_OLD: ['http://localhost:8080', '1.24.1', '1.25'],
  WEAVIATE_FAILED: ['localhost:50051', 'read class "Article"', 'UNKNOWN: no such class'],
  ROUTE_NOT_FOUND: ['GET', '/v1/nothing'],
  CONFIGURATION_INVALID: ['HTTP_PORT', 'abc', '1 to 65535 is allowed'],
  INTERNAL: [],
};
const CODES = Object.keys(ERRORS) as ErrorCode[];

function errorOf(code: ErrorCode): ExportError {
  return new ExportError(code, SAMPLES[code]);
}

describe('every error', () => {
  it.each(CODES)('%s names in its message all that it was given', (code) => {
    const error = errorOf(code);
    for (const value of SAMPLES[code].flat()) expect(error.message).toContain(String(value));
    expect(error.message).not.toMatch(/undefined|\[object|NaN/);
  });

  it.each(CODES)('%s carries its code, its arguments and its HTTP status', (code) => {
    expect(errorOf(code)).toMatchObject({
      name: 'ExportError',
      code,
      args: SAMPLES[code],
      httpStatus: ERRORS[code].status,
    });
  });

  it.each(CODES)('%s has a message of one line, so that it stays whole in a log', (code) => {
    expect(errorOf(code).message).toMatch(/^\S.*\S$/);
  });
});

describe('the HTTP status', () => {
  it.each<[number, ErrorCode[]]>([
    [400, ['BODY_MALFORMED', 'MESSAGE_MALFORMED', 'ROLE_INVALID', 'ROLE_BUILT_IN']],
    [401, ['UNAUTHENTICATED']],
    [403, ['FORBIDDEN', 'BUCKET_NOT_ALLOWED', 'ROLE_FROM_ENVIRONMENT', 'GROUP_FROM_ENVIRONMENT']],
    [404, ['EXPORT_NOT_FOUND', 'FILE_NOT_FOUND', 'CLASS_NOT_FOUND', 'OBJECT_NOT_FOUND', 'ROUTE_NOT_FOUND']],
    [404, ['ROLE_NOT_FOUND', 'USER_NOT_FOUND']],
    [409, ['EXPORT_ALREADY_EXISTS', 'HOME_OCCUPIED', 'EXPORT_ALREADY_ACTIVE', 'EXPORT_ALREADY_FINISHED']],
    [413, ['BODY_TOO_LARGE', 'REPLY_TOO_LARGE']],
    [415, ['BODY_NOT_JSON']],
    [
      422,
      [
        'BODY_INVALID',
        'FIELD_UNKNOWN',
        'FIELD_INVALID',
        'FIELD_NOT_SUPPORTED',
        'ID_MISSING',
        'ID_MALFORMED',
        'ID_TOO_LONG',
        'INCLUDE_WITH_EXCLUDE',
        'CLASS_UNKNOWN',
        'NO_EXPORTABLE_CLASSES',
        'EXPORT_DISABLED',
        'BASE_UNSUITED',
        'BACKEND_UNKNOWN',
        'BACKEND_NOT_CONFIGURED',
        'BUCKET_MISSING',
        'BUCKET_NOT_FOUND',
        'BACKEND_CREDENTIALS',
        'MULTI_TENANCY_DISABLED',
        'TENANT_MISSING',
        'TENANT_INVALID',
        'TENANT_NOT_FOUND',
        'TENANT_NOT_ACTIVE',
        'ROLES_DISABLED',
        'PERMISSION_INVALID',
      ],
    ],
    [500, ['BACKEND_UNREACHABLE', 'OIDC_UNREACHABLE', 'METADATA_INVALID', 'INTERNAL']],
    [501, ['NOT_AVAILABLE']],
    [503, ['SHUTTING_DOWN']],
  ])('is %i for %s', (status, codes) => {
    expect(codes.map((code) => ERRORS[code].status)).toEqual(codes.map(() => status));
  });

  it.each<[ErrorCode, string]>([
    ['EXPORT_ALREADY_EXISTS', 'export already exists'],
    ['EXPORT_ALREADY_ACTIVE', 'export already active'],
    ['EXPORT_NOT_FOUND', 'export not found'],
    ['EXPORT_ALREADY_FINISHED', 'export has already finished'],
    ['NO_EXPORTABLE_CLASSES', 'no exportable classes'],
    ['TENANT_NOT_FOUND', 'tenant not found'],
    ['TENANT_NOT_ACTIVE', 'tenant not active'],
  ])('comes with the words that clients look for: %s says "%s"', (code, words) => {
    expect(errorOf(code).message).toContain(words);
  });
});

describe('a value of the caller', () => {
  const shown = (value: unknown): string =>
    new ExportError('FIELD_INVALID', ['config.path', value, 'no']).message;

  it.each<[string, unknown, string]>([
    ['text is quoted, so that its ends are seen', ' a ', 'invalid config.path " a ": no'],
    ['control characters are escaped', 'a\u0000\nb', 'invalid config.path "a\\u0000\\nb": no'],
    ['a number is shown bare', 7, 'invalid config.path 7: no'],
    ['null is told from text', null, 'invalid config.path null: no'],
    ['nothing is told from null', undefined, 'invalid config.path undefined: no'],
    ['an object is shown as JSON', { a: [1] }, 'invalid config.path {"a":[1]}: no'],
    ['a 64-bit integer stays exact', 9007199254740993n, 'invalid config.path "9007199254740993": no'],
  ])('%s', (_name, value, message) => {
    expect(shown(value)).toBe(message);
  });

  it('is cut when it is long', () => {
    const message = shown('x'.repeat(100_000));
    expect(message).toContain(`"${'x'.repeat(99)}…`);
    expect(message.length).toBeLessThan(200);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['is nested deeper than the stack', () => nested(200_000), /^invalid config\.path \[{100}…: no$/],
    ['has a member that is long', () => ({ a: 1, b: 'x'.repeat(1000) }), /path \{"a":1,"b":"x{88}…: no$/],
    ['has a name that is long', () => ({ ['x'.repeat(1000)]: 'y'.repeat(1000) }), /path \{"x{98}…: no$/],
    ['has many elements', () => new Array<number>(1_000_000).fill(7), /path \[(7,){49}7…: no$/],
    [
      'has elements that are 64-bit integers',
      () => [1n, { a: [null, true] }],
      /path \["1",\{"a":\[null,true\]\}\]: no$/,
    ],
  ])('is shown, and cut, where it %s', (_what, value, message) => {
    expect(shown(value())).toMatch(message);
  });

  it('is written no further than it is shown', () => {
    const unread = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => expect.fail('was read'),
    });
    expect(shown(['x'.repeat(200), unread])).toContain('…');
  });

  it('is shown as JSON.stringify has it, up to the cut', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const cut = text.length > 100 ? `${text.slice(0, 100)}…` : text;
        expect(shown(value)).toBe(`invalid config.path ${cut}: no`);
      }),
      { seed: 1 },
    );
  });

  it('is whole up to a hundred characters', () => {
    expect(shown('x'.repeat(98))).toContain(`"${'x'.repeat(98)}"`);
  });
});

function nested(depth: number): unknown {
  let value: unknown[] = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('ExportError', () => {
  it('keeps its cause', () => {
    const cause = new Error('ECONNREFUSED');
    expect(new ExportError('SHUTTING_DOWN', [], { cause }).cause).toBe(cause);
  });

  it('is an Error with a stack', () => {
    const error = new ExportError('ID_MISSING', []);
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain('errors.test.ts');
  });

  it('is told from other errors, and by its code', () => {
    const error: unknown = new ExportError('ID_MISSING', []);
    expect(isExportError(error)).toBe(true);
    expect(isExportError(error, 'ID_MISSING')).toBe(true);
    expect(isExportError(error, 'ID_MALFORMED')).toBe(false);
    expect(isExportError(new Error('id is missing'))).toBe(false);
    expect(isExportError({ code: 'ID_MISSING' })).toBe(false);
    expect(isExportError(undefined)).toBe(false);
  });

  it('holds its arguments to its code when it is compiled', () => {
    expectTypeOf(new ExportError('ID_TOO_LONG', [1, 2]).args).toEqualTypeOf<
      [length: number, limit: number]
    >();
    // @ts-expect-error ID_TOO_LONG needs the limit as well
    void (() => new ExportError('ID_TOO_LONG', [1]));
    // @ts-expect-error there is no such code
    void (() => new ExportError('NO_SUCH_CODE', []));
    const error: unknown = undefined;
    if (isExportError(error, 'EXPORT_NOT_FOUND')) {
      expectTypeOf(error.args).toEqualTypeOf<[id: string, backend: string]>();
    }
  });
});
