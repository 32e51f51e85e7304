import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import { requestError, type RequestPart } from './request-error.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Compiles the document's schemas for one set of routes. Values of a body are taken as they are: 5 is not "5". */
export function documentCompilers(): {
  validator: FastifySchemaCompiler<Schema>;
  serializer: FastifySerializerCompiler<Schema>;
} {
  // Without allErrors ajv stops at the first problem, in an order that the schema and the request fix.
  const compiler = (coerceTypes: boolean) =>
    formats.default(new Ajv({ coerceTypes, useDefaults: false, verbose: true }));
  const ajv = compiler(false);
  // A query is text, whatever it stands for.
  const queryAjv = compiler(true);

  return {
    validator: ({ schema, httpPart }) => {
      const part = httpPart as RequestPart;
      // Swagger cannot say it, but a mistyped `?buckte=` must not send a call to another place.
      const isQuery = part === 'querystring';
      const closed = isQuery ? { ...schema, additionalProperties: false } : schema;
      const isValid = (isQuery ? queryAjv : ajv).compile(toJsonSchema(closed));
      return (data: unknown) => {
        if (isValid(data)) return { value: data };
        const [problem] = isValid.errors as [ErrorObject];
        return { error: requestError(part, problem) };
      };
    },

    serializer: ({ schema, method, url, httpStatus }) => {
      const isValid = ajv.compile(toJsonSchema(schema));
      return (data: unknown) => {
        if (isValid(data)) return JSON.stringify(data);
        const problem = ajv.errorsText(isValid.errors, { dataVar: 'answer' });
        throw new Error(
          `${method} ${url} would answer ${httpStatus} outside the OpenAPI document: ${problem}`,
        );
      };
    },
  };
}

/** Swagger 2.0 has no null; the vendor extension that the document says it with is ajv's `nullable`. */
function toJsonSchema(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || !('x-nullable' in part)) return part;
    const { 'x-nullable': nullable, ...rest } = part;
    return { ...rest, nullable };
  }) as Schema;
}
