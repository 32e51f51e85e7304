import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { descriptor } from './generated/descriptor.gen.ts';
import { toInt64 } from './int64.ts';
import { weaviateService } from './services.ts';

/** A message as the npm client has it, whose code is generated from what Weaviate publishes. */
interface PublishedMessage {
  decode(bytes: Uint8Array): object;
  encode(message: object): { finish(): Uint8Array };
}

interface PublishedService {
  readonly methods: Readonly<Record<string, PublishedCall>>;
}

interface PublishedCall {
  readonly name: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

const MODULES = [
  ...['aggregate', 'base', 'batch', 'batch_delete', 'properties', 'search_get', 'tenants', 'weaviate'].map(
    (name) => `v1/${name}`,
  ),
  'google/health/v1/health',
];
const load = (path: string) =>
  import(new URL(`proto/${path}.js`, import.meta.resolve('weaviate-client')).href) as Promise<object>;
const published: Record<string, unknown> = {};
for (const path of MODULES) Object.assign(published, await load(path));

/** Fields of bytes that are messages of their own, which the client reads together with what holds them. */
const CODED_ALONE = [
  ['SearchReply', 'results', 'SearchResult'],
  ['BatchObjectsRequest', 'objects', 'BatchObject'],
  ['BatchStreamRequest.Data.Objects', 'values', 'BatchObject'],
] as const;
/** google.protobuf's own in the client, and reached through the messages that hold them. */
const OF_STRUCT = ['Struct', 'Struct_FieldsEntry', 'StructValue', 'StructList', 'NullValue'];
/** How deep messages lie in each other. */
const DEPTH = 5;

const root = new protobuf.Root().addJSON((descriptor as protobuf.INamespace).nested!) as protobuf.Root;
for (const [message, field, type] of CODED_ALONE) {
  root.lookupType(`weaviate.v1.${message}`).fields[field]!.type = type;
}
root.resolveAll();

const defined = definedIn(root).filter((one) => !OF_STRUCT.includes(nameOf(one)));
const types = defined.filter((one) => one instanceof protobuf.Type);
const enums = defined.filter((one) => one instanceof protobuf.Enum);

function definedIn(namespace: protobuf.NamespaceBase): protobuf.ReflectionObject[] {
  return namespace.nestedArray.flatMap((one) => [
    one,
    ...(one instanceof protobuf.Namespace ? definedIn(one) : []),
  ]);
}

/** As the client's code names it: `BatchObject_Properties`. */
function nameOf(one: protobuf.ReflectionObject): string {
  return one.fullName.replace(/^\.(weaviate|grpc\.health)\.v1\./, '').replaceAll('.', '_');
}

/** Any message of a type, as far as JSON in protobuf has a meaning for it. */
function anyOf(type: protobuf.Type, depth = DEPTH): fc.Arbitrary<object> {
  const isEntry = type.name === 'FieldsEntry';
  const fits = ({ resolvedType }: protobuf.Field) =>
    depth > 0 || isEntry || !(resolvedType instanceof protobuf.Type);
  const plain = type.fieldsArray.filter((field) => field.partOf === null && fits(field));
  const record = fc.record(
    Object.fromEntries(plain.map((field) => [field.name, anyIn(field, depth)])),
    isEntry ? {} : { requiredKeys: [] },
  );
  const choices = type.oneofsArray.map(({ fieldsArray }) =>
    fc.oneof(
      ...(type.name === 'StructValue' ? [] : [fc.constant({})]),
      ...fieldsArray
        .filter(fits)
        .map((field) => anyIn(field, depth).map((value) => ({ [field.name]: value }))),
    ),
  );
  return fc.tuple(record, ...choices).map((parts) => Object.assign({}, ...parts) as object);
}

function anyIn(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const one = anyValue(field, depth);
  if (!field.repeated) return one;
  if (field.resolvedType?.name !== 'FieldsEntry') return fc.array(one, { maxLength: 2 });
  return fc.uniqueArray(one, { maxLength: 2, selector: (entry) => (entry as { key: string }).key });
}

function anyValue({ type, resolvedType, name }: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  if (resolvedType instanceof protobuf.Type) return anyOf(resolvedType, depth - 1);
  if (resolvedType instanceof protobuf.Enum) return fc.constantFrom(...Object.values(resolvedType.values));
  switch (type) {
    case 'string':
      // An object of JavaScript would put names of digits first.
      return name === 'key' ? fc.stringMatching(/^[a-zä]+$/) : fc.string({ unit: 'grapheme' });
    case 'bool':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ maxLength: 8 });
    case 'double':
    case 'float':
      return (type === 'float' ? fc.float : fc.double)({ noNaN: true }).filter(
        (value) => !Object.is(value, -0),
      );
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat();
    // The client reads no more exactly.
    case 'int64':
      return fc.maxSafeInteger().map(toInt64);
    case 'uint64':
      return fc.maxSafeNat().map(toInt64);
    default:
      throw new Error(`no values for the type ${type} of ${name}`);
  }
}

describe("the npm client's own code", () => {
  it.each(types.map((type) => [nameOf(type), type] as const))(
    'reads and writes %s as we do',
    (name, type) => {
      const theirs = published[name] as PublishedMessage;
      // The two write uses_127_api differently in camel case.
      const names = Object.keys(theirs.decode(Uint8Array.of())).map((field) => field.toLowerCase());
      const ours = type.fieldsArray.map((field) => field.name.replaceAll('_', '').toLowerCase());
      expect(names).toEqual(expect.arrayContaining(ours));
      const read = (bytes: Uint8Array) => type.toObject(type.decode(bytes), { defaults: true, oneofs: true });
      const check = (message: object) => {
        const bytes = type.encode(message).finish();
        expect(read(theirs.encode(theirs.decode(bytes)).finish())).toEqual(read(bytes));
      };
      fc.assert(fc.property(anyOf(type), check), { seed: 20_261_130, numRuns: 50 });
    },
  );

  it.each(enums.map((one) => [nameOf(one), one] as const))('knows the values of %s', (name, one) => {
    expect(published[name]).toMatchObject(one.values);
  });

  it('calls what we answer, and calls', () => {
    const { methods } = published['WeaviateDefinition'] as PublishedService;
    const theirs = Object.values(methods).map((call) => [call.name, call.requestStream, call.responseStream]);
    const ours = Object.entries(weaviateService).map(([name, call]) => [
      name,
      call.requestStream,
      call.responseStream,
    ]);
    expect(ours.sort()).toEqual(theirs.sort());
  });
});
