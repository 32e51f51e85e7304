import { ExportError, parseExportId } from '@weaviate-export/entities-export';
import type { ErrorObject } from 'ajv';

/** What of a request is validated, as Fastify calls it. */
export type RequestPart = 'body' | 'querystring' | 'params' | 'headers';

/** The keywords of a schema that say what a value may be. */
interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/**
 * The entry of the error table for a problem that ajv found in a request; ajv must run with `verbose`. Where the use
 * case has a better message for the same rule (the id, the backend), this is that message.
 */
export function requestError(part: RequestPart, problem: ErrorObject): ExportError {
  const schema = problem.parentSchema as ValueSchema;
  const params = problem.params as { additionalProperty?: string; missingProperty?: string };
  const path = fieldPath(problem.instancePath);
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`);

  if (params.additionalProperty !== undefined) {
    return new ExportError('FIELD_UNKNOWN', [
      within(params.additionalProperty),
      Object.keys(schema.properties ?? {}),
    ]);
  }
  const missing = params.missingProperty;
  const field = missing === undefined ? path : within(missing);
  const value: unknown = missing === undefined ? problem.data : undefined;
  const invalid = new ExportError('FIELD_INVALID', [
    field,
    value,
    missing === undefined ? allowed(schema) : 'it is required',
  ]);
  if (field === '') return new ExportError('BODY_INVALID', ['the body must be a JSON object']);
  if (field === 'id') return idError(value) ?? invalid;
  if (part === 'params' && field === 'backend') {
    return new ExportError('BACKEND_UNKNOWN', [String(value), schema.enum ?? []]);
  }
  return invalid;
}

/** What the use case says about the id; undefined where it has nothing against it. */
function idError(id: unknown): ExportError | undefined {
  try {
    parseExportId(id);
    return undefined;
  } catch (error) {
    if (error instanceof ExportError) return error;
    throw error;
  }
}

/** `/config/bucket` as `config.bucket`, `/include/0` as `include[0]`. */
function fieldPath(instancePath: string): string {
  return instancePath
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((name, index) => (/^\d+$/.test(name) ? `[${name}]` : index === 0 ? name : `.${name}`))
    .join('');
}

function allowed(schema: ValueSchema): string {
  if (schema.enum) return `allowed ${schema.enum.length === 1 ? 'is' : 'are'} ${schema.enum.join(', ')}`;
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined)
    return `allowed are whole numbers from ${minimum} to ${maximum}`;
  const type = schema.type ?? 'other value';
  return `it must be ${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}
