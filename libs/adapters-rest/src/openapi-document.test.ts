import {
  CLASS_STATUSES,
  ERRORS,
  EXPORT_ID_MAX_LENGTH,
  EXPORT_ID_PATTERN,
  EXPORT_STATUSES,
  RUN_STATUSES,
  SHARD_STATUSES,
  type ErrorCode,
} from '@weaviate-export/entities-export';
import { staleFiles } from '@weaviate-export/generated-code';
import Fastify from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import { describe, expect, it } from 'vitest';
import { documentTypes } from '../openapi-specs/generate.ts';
import { openApiDocument } from './openapi-document.ts';

/** What lies at a path of keys within the document. */
function at(...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], openApiDocument);
}

/** Every value of a key, anywhere within. */
function valuesOf(wanted: string, part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => [
    ...(key === wanted ? [value as unknown] : []),
    ...valuesOf(wanted, value),
  ]);
}

it('is valid Swagger 2.0', async () => {
  // The plugin holds a document against the official schema of its version, and resolves its references.
  const app = Fastify();
  await app.register(openapiGlue, { specification: openApiDocument, serviceHandlers: {} });
  expect(openApiDocument.swagger).toBe('2.0');
  await app.close();
});

it('has the part that each reference names, and names each part that it has', () => {
  const references = new Set(valuesOf('$ref', openApiDocument) as string[]);
  for (const reference of references) expect(at(...reference.split('/').slice(1)), reference).toBeDefined();
  const parts = ['parameters', 'responses', 'definitions'].flatMap((section) =>
    Object.keys(at(section) as object).map((name) => `#/${section}/${name}`),
  );
  expect([...references].sort()).toEqual(parts.sort());
});

it('says the same as the entities', () => {
  const property = (schema: string, name: string): unknown => at('definitions', schema, 'properties', name);
  expect(property('ExportStatus', 'status')).toMatchObject({ enum: EXPORT_STATUSES });
  expect(property('ClassProgress', 'status')).toMatchObject({ enum: CLASS_STATUSES });
  expect(property('ShardProgress', 'status')).toMatchObject({ enum: SHARD_STATUSES });
  const id = { pattern: EXPORT_ID_PATTERN.source, maxLength: EXPORT_ID_MAX_LENGTH };
  expect(property('ExportRequest', 'id')).toMatchObject(id);
  expect(at('parameters', 'Id')).toMatchObject(id);
  expect(property('ScheduleRun', 'status')).toMatchObject({ enum: RUN_STATUSES });
  const { id: _id, ...request } = at('definitions', 'ExportRequest', 'properties') as Record<string, unknown>;
  expect(at('definitions', 'ScheduledExportRequest', 'properties')).toEqual(request);
});

it('has the generated types that it makes', async () => {
  expect(await staleFiles(documentTypes), 'run npm run generate').toEqual([]);
});

describe('documents the status of every error that an operation may answer with', () => {
  const listed: readonly ErrorCode[] = [
    'BACKEND_UNKNOWN',
    'BACKEND_NOT_CONFIGURED',
    'FIELD_INVALID',
    'FIELD_UNKNOWN',
    'INTERNAL',
    'UNAUTHENTICATED',
  ];
  const anExport: readonly ErrorCode[] = [
    ...listed,
    'BACKEND_CREDENTIALS',
    'BACKEND_UNREACHABLE',
    'BACKEND_THROTTLED',
    'BACKEND_TIMEOUT',
    'BACKEND_CORRUPT',
    'BACKEND_FAILED',
    'BUCKET_MISSING',
    'BUCKET_NOT_FOUND',
    'BUCKET_NOT_ALLOWED',
    'EXPORT_DISABLED',
    'FORBIDDEN',
    'ID_MALFORMED',
    'ID_MISSING',
    'ID_TOO_LONG',
  ];
  const bodies: readonly ErrorCode[] = ['BODY_INVALID', 'BODY_MALFORMED', 'BODY_NOT_JSON', 'BODY_TOO_LARGE'];
  const schedule: readonly ErrorCode[] = ['FIELD_INVALID', 'FORBIDDEN', 'INTERNAL', 'UNAUTHENTICATED'];
  const scheduled: readonly ErrorCode[] = [
    ...anExport,
    'CLASS_UNKNOWN',
    'FIELD_NOT_SUPPORTED',
    'INCLUDE_WITH_EXCLUDE',
    'NO_EXPORTABLE_CLASSES',
    'SHUTTING_DOWN',
  ];
  const operations: readonly [path: string, method: string, codes: readonly ErrorCode[]][] = [
    [
      '/export/{backend}',
      'post',
      [
        ...anExport,
        ...bodies,
        'BACKEND_FULL',
        'CLASS_UNKNOWN',
        'EXPORT_ALREADY_ACTIVE',
        'EXPORT_ALREADY_EXISTS',
        'FIELD_NOT_SUPPORTED',
        'INCLUDE_WITH_EXCLUDE',
        'NO_EXPORTABLE_CLASSES',
        'SHUTTING_DOWN',
      ],
    ],
    ['/export/{backend}', 'get', listed],
    ['/export/{backend}/{id}', 'get', [...anExport, 'EXPORT_NOT_FOUND']],
    [
      '/export/{backend}/{id}',
      'delete',
      [...anExport, ...bodies, 'CANCEL_TIMED_OUT', 'EXPORT_ALREADY_FINISHED', 'EXPORT_NOT_FOUND'],
    ],
    ['/export-schedules', 'get', ['INTERNAL', 'UNAUTHENTICATED']],
    ['/export-schedules', 'post', [...schedule, ...scheduled, ...bodies, 'SCHEDULE_ALREADY_EXISTS']],
    ['/export-schedules/{name}', 'get', [...schedule, 'SCHEDULE_NOT_FOUND']],
    ['/export-schedules/{name}', 'put', [...schedule, ...scheduled, ...bodies, 'SCHEDULE_NOT_FOUND']],
    ['/export-schedules/{name}', 'delete', [...schedule, ...bodies, 'SCHEDULE_NOT_FOUND']],
    [
      '/export-schedules/{name}/run',
      'post',
      [...schedule, ...bodies, 'SCHEDULE_NOT_FOUND', 'SCHEDULE_RUNNING'],
    ],
  ];
  it.each(operations)('%s %s', (path, method, codes) => {
    const documented = Object.keys(at('paths', path, method, 'responses') as object);
    const missing = codes.filter((code) => !documented.includes(String(ERRORS[code].status)));
    expect(missing).toEqual([]);
  });
});
