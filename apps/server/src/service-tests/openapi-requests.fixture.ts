import { openApiDocument } from '@weaviate-export/adapters-rest';
import fc from 'fast-check';

/** A part of the document: of a schema, the keywords that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Parameter extends Schema {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly schema?: Schema;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly schema?: Schema }>>;
}

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly operation: Operation;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a reference within the document stands for; anything else is itself. */
export function resolved<Part extends { readonly $ref?: string }>(part: Part): Part {
  if (part.$ref === undefined) return part;
  const keys = part.$ref.split('/').slice(1);
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], openApiDocument) as Part;
}

/** Every operation that the document has. */
export const operations: readonly Operation[] = Object.entries(openApiDocument.paths).flatMap(
  ([path, item]) => {
    const { parameters = [], ...methods } = item as { parameters?: Parameter[] } & Record<string, Operation>;
    return Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      parameters: [...parameters, ...(operation.parameters ?? [])].map(resolved),
    }));
  },
);

/** Ids that requests come back to, so that they meet the exports of others. */
const ID_POOL = ['a', 'b', 'c', 'd', 'e'];
const BACKENDS_AT_HAND = ['filesystem', 's3'];
/** Beyond the API's limit of 1 MiB. */
const TOO_LARGE = `{"id":"${'x'.repeat(1_100_000)}"}`;

const text = fc.oneof(
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '/',
    '\\',
    '%',
    '%2e%2e',
    '\0',
    '__proto__',
    'Article',
    'exports',
    '-1',
    '0',
    '25',
  ),
  fc.string({ minLength: 200, maxLength: 300 }),
);

/** Values that the schema allows. */
function valid(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  const { type, enum: allowed, pattern, properties, required = [], items } = resolved(schema);
  if (name === 'id') return fc.oneof(fc.constantFrom(...ID_POOL), fc.stringMatching(/^[a-z0-9_-]{1,128}$/));
  if (name === 'name') return fc.constantFrom('nightly', 'hourly', 'other');
  if (name === 'cron') return fc.constantFrom('0 3 1 1 *', '0 0 3 1 1 *', '0 3 30 2 *', 'daily');
  if (name === 'timeZone') return fc.constantFrom('UTC', 'Europe/Berlin', 'America/Nowhere');
  if (name === 'idTemplate') return fc.constantFrom('{name}-{n}', '{date}-{time}-{n}', 'one');
  if (name === 'backend') return fc.constantFrom(...BACKENDS_AT_HAND, ...allowed!);
  if (name === 'include' || name === 'exclude')
    return fc.array(fc.constantFrom('Article', 'article', 'Book', 'Unknown'), { maxLength: 3 });
  if (name === 'bucket') return fc.constantFrom('exports', 'missing');
  if (allowed !== undefined) return fc.constantFrom(...allowed);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  switch (type) {
    case 'object': {
      const members = Object.entries(properties ?? {}).map(
        ([key, member]) => [key, valid(member, key)] as const,
      );
      return fc.record(Object.fromEntries(members), { requiredKeys: [...required] });
    }
    case 'array':
      return fc.array(valid(items!), { maxLength: 4 });
    case 'integer':
      return fc.oneof(fc.integer({ min: -3, max: 25 }), fc.integer());
    default:
      return text;
  }
}

/** The value with one thing in it replaced, added or left out; or another value altogether. */
function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: fc.jsonValue(), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          value,
          fc.nat(),
          fc.oneof(fc.string(), fc.constantFrom('zeta', '__proto__', 'toString')),
          fc.jsonValue(),
        )
        .map(([whole, at, name, other]) => spoil(whole, at, name, other)),
      weight: 4,
    },
  );
}

function spoil(whole: unknown, at: number, name: string, other: unknown): unknown {
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return other;
  const entries: [string, unknown][] = Object.entries(whole);
  const picked = entries[at % (entries.length + 1)];
  if (picked === undefined) return Object.fromEntries([...entries, [name, other]]);
  const [key, member] = picked;
  const rest = entries.filter(([one]) => one !== key);
  if (at % 3 === 0) return Object.fromEntries(rest);
  const changed = typeof member === 'object' && at % 3 === 1 ? spoil(member, at >> 2, name, other) : other;
  return Object.fromEntries([...rest, [key, changed]]);
}

/** Bodies: most sound, many with something wrong in them, some that are no JSON, few that are too large. */
function bodyOf(schema: Schema | undefined): fc.Arbitrary<string | undefined> {
  const value = schema === undefined ? fc.jsonValue() : valid(schema);
  const sound = value.map((one) => JSON.stringify(one));
  return fc.oneof(
    { arbitrary: schema === undefined ? fc.constant(undefined) : sound, weight: 50 },
    { arbitrary: spoilt(value).map((one) => JSON.stringify(one)), weight: 40 },
    { arbitrary: fc.tuple(sound, fc.nat(40)).map(([json, end]) => json.slice(0, end)), weight: 6 },
    { arbitrary: text, weight: 6 },
    { arbitrary: fc.constant(undefined), weight: 4 },
    { arbitrary: fc.constant(TOO_LARGE), weight: 1 },
  );
}

const contentType = fc.oneof(
  { arbitrary: fc.constant('application/json'), weight: 30 },
  {
    arbitrary: fc.constantFrom('application/json; charset=utf-8', 'text/plain', 'application/xml', 'x', ''),
    weight: 2,
  },
);

/** A request of any operation of the document. */
export const wireRequests: fc.Arbitrary<WireRequest> = fc.constantFrom(...operations).chain((operation) => {
  const { parameters, method, path } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const segment = (parameter: Parameter) =>
    fc
      .oneof({ arbitrary: valid(parameter, parameter.name), weight: 9 }, { arbitrary: text, weight: 1 })
      .map(String)
      // An empty segment is another path.
      .filter((one) => one !== '');
  const query: fc.Arbitrary<(readonly [string, string])[]> = fc.array(
    fc.oneof(
      ...inQuery.map((parameter) =>
        fc.oneof(valid(parameter, parameter.name), text).map((one) => [parameter.name, String(one)] as const),
      ),
      fc.tuple(text, text),
    ),
    { maxLength: 3 },
  );
  const bodySchema = parameters.find((parameter) => parameter.in === 'body')?.schema;
  const body = method === 'GET' ? fc.constant(undefined) : bodyOf(bodySchema);
  const noQuery = fc.constant<(readonly [string, string])[]>([]);
  const queries = inQuery.length === 0 ? noQuery : fc.oneof(noQuery, query);
  return fc
    .record({ segments: fc.tuple(...inPath.map(segment)), query: queries, body, contentType })
    .map((made) => {
      const target = inPath.reduce(
        (at, { name }, index) => at.replace(`{${name}}`, encoded(made.segments[index]!)),
        path,
      );
      const search = made.query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
      return {
        operation,
        target: `/v1${target}${search === '' ? '' : `?${search}`}`,
        headers: made.body === undefined ? {} : { 'content-type': made.contentType },
        body: made.body,
      };
    });
});

/** As in a URL, where dots alone would mean another path to some clients; lone surrogates are no UTF-8. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
