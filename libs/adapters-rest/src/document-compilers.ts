import { writableJson } from '@weaviate-export/entities-export';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import { requestError, type RequestPart } from './request-error.ts';

type Schema = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, unknown>>;
type Properties = Readonly<Record<string, Schema>>;

/** How a query writes a whole number: no signs, blanks, exponents or other bases. */
const WHOLE_NUMBER = /^\d{1,15}$/;

// Without allErrors ajv stops at the first problem, in an order that the schema and the request fix.
const ajv = formats.default(new Ajv({ coerceTypes: false, useDefaults: false, verbose: true }));
/** By the text of their schemas: that of errors stands at most answers, and each server of a process has them all. */
const validators = new Map<string, ValidateFunction>();

/** Compiles the document's schemas of requests. Values of a body are taken as they are: 5 is not "5". */
export const documentValidator: FastifySchemaCompiler<Schema> = ({ schema, httpPart }) => {
  const part = httpPart as RequestPart;
  // Swagger cannot say it, but a mistyped `?buckte=` must not send a call to another place.
  const isQuery = part === 'querystring';
  const isValid = validatorOf(isQuery ? { ...schema, additionalProperties: false } : schema);
  return (data: unknown) => {
    const value = isQuery ? withNumbers(data as Query, schema) : withoutNulls(data, schema);
    if (isValid(value)) return { value };
    const [problem] = isValid.errors as [ErrorObject];
    return { error: requestError(part, problem) };
  };
};

/** Compiles the document's schemas of answers: one outside of them is an error of this server. */
export const documentSerializer: FastifySerializerCompiler<Schema> = ({
  schema,
  method,
  url,
  httpStatus,
}) => {
  const isValid = validatorOf(schema);
  return (data: unknown) => {
    if (isValid(data)) return JSON.stringify(data, exactNumbers);
    const problem = ajv.errorsText(isValid.errors, { dataVar: 'answer' });
    throw new Error(`${method} ${url} would answer ${httpStatus} outside the OpenAPI document: ${problem}`);
  };
};

/** Integers beyond 2^53, as filters may have them, are bigint. */
function exactNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? writableJson(value) : value;
}

/** A query is text, also where its schema has whole numbers. */
function withNumbers(query: Query, schema: Schema): Query {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, { readonly type?: string }>>;
  const read = (name: string, value: unknown): unknown => {
    const isNumber = properties[name]?.type === 'integer' && typeof value === 'string';
    return isNumber && WHOLE_NUMBER.test(value) ? Number(value) : value;
  };
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, read(name, value)]));
}

/** A field that the schema knows and that is null is absent: some clients send all that they know. */
function withoutNulls(value: unknown, { properties = {} }: { readonly properties?: Properties }): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (!Object.hasOwn(properties, name)) return [[name, member]];
    return member === null ? [] : [[name, withoutNulls(member, properties[name]!)]];
  });
  return Object.fromEntries(members);
}

/** What holds values against a schema of the document; compiled once a process, which takes milliseconds. */
export function validatorOf(schema: Schema): ValidateFunction {
  const text = JSON.stringify(schema);
  const validator = validators.get(text) ?? ajv.compile(toJsonSchema(text));
  validators.set(text, validator);
  return validator;
}

/** Swagger 2.0 has no null; the vendor extension that the document says it with is ajv's `nullable`. */
function toJsonSchema(text: string): Schema {
  return JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || !('x-nullable' in part)) return part;
    const { 'x-nullable': nullable, ...rest } = part;
    return { ...rest, nullable };
  }) as Schema;
}
