const TYPES = [
  'text',
  'int',
  'number',
  'boolean',
  'date',
  'uuid',
  'blob',
  'geoCoordinates',
  'phoneNumber',
  'text[]',
  'int[]',
  'number[]',
  'boolean[]',
  'date[]',
  'uuid[]',
];
const nameOf = (type: string): string => type.replace('[]', 'List');
/** A property of a type, and named after it. */
export const property = (type: string) => ({ name: nameOf(type), dataType: [type] });
const NESTED = TYPES.filter((type) => !['geoCoordinates', 'phoneNumber'].includes(type)).map(property);
const INNER = [
  { name: 'object', dataType: ['object'], nestedProperties: NESTED },
  { name: 'objectList', dataType: ['object[]'], nestedProperties: NESTED },
];
/** A property of each type, and objects in objects. */
export const EVERY_TYPE = [
  ...TYPES.map(property),
  { name: 'object', dataType: ['object'], nestedProperties: [...NESTED, ...INNER] },
  { name: 'objectList', dataType: ['object[]'], nestedProperties: [...NESTED, ...INNER] },
];

const VALUES = `"text":"a\\"\\\\\\n\\u0001 é 😀 <&>","int":-42,"number":1.5,"boolean":false,"date":"2026-01-31T12:30:00.12Z",
  "uuid":"73f2eb5f-5abf-447a-81ca-74b1dd168247","blob":"aGVsbG8=","textList":["","b"],"intList":[1,-2],"numberList":[0.1,-2.5,1e21,1e-7,5e-324],
  "booleanList":[true,false],"dateList":["2026-01-31T12:30:00Z","1969-12-31T23:59:59.1+02:00"],"uuidList":["73f2eb5f-5abf-447a-81ca-74b1dd168247"]`;
const EMPTY = '"textList":[],"intList":[],"numberList":[],"booleanList":[],"dateList":[],"uuidList":[]';

/** Properties of an object each, as JSON. */
export const CASES: readonly string[] = [
  `{${VALUES},"geoCoordinates":{"latitude":52.366596,"longitude":4.912346},"phoneNumber":{"input":"020 1234567","defaultCountry":"nl"}}`,
  `{"text":"","int":0,"number":0,${EMPTY},"geoCoordinates":{"latitude":0,"longitude":0},"object":{},"objectList":[]}`,
  '{"text":null,"int":null}',
  '{}',
  '{"int":9007199254740993,"intList":[1234567890123456789,9007199254740992,-1234567890123456789]}',
  '{"int":9223372036854775807}',
  '{"int":-9223372036854775808}',
  '{"number":-1.7976931348623157e308}',
  '{"phoneNumber":{"input":"+49 171 1234567"},"geoCoordinates":{"latitude":-89.99999,"longitude":0.00000001}}',
  `{"object":{${VALUES},"object":{${VALUES}},"objectList":[{${VALUES}},{}]},"objectList":[{${VALUES}},{},{${EMPTY}}]}`,
  '{"object":{"int":9007199254740993,"text":"x"}}',
  `{"text":${JSON.stringify('long '.repeat(20_000))}}`,
];
