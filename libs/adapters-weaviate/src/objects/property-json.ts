import type { IntegerText } from './integer-text.ts';
import { JsonBytes } from './json-bytes.ts';
import type { PropertyPlan } from './property-plan.ts';
import { FIXED32, FIXED64, LENGTH, tagOf, VARINT, WireReader } from './wire-reader.ts';

/** Fields of Properties and of its entries. */
const [ENTRY, KEY, VALUE] = [tagOf(1, LENGTH), tagOf(1, LENGTH), tagOf(2, LENGTH)];

/** Fields of Value. */
const NUMBER_VALUE = tagOf(1, FIXED64);
/** Texts of servers before 1.27. */
const STRING_VALUE = tagOf(2, LENGTH);
const BOOL_VALUE = tagOf(3, VARINT);
const OBJECT_VALUE = tagOf(4, LENGTH);
const LIST_VALUE = tagOf(5, LENGTH);
const DATE_VALUE = tagOf(6, LENGTH);
const UUID_VALUE = tagOf(7, LENGTH);
const INT_VALUE = tagOf(8, VARINT);
const GEO_VALUE = tagOf(9, LENGTH);
const BLOB_VALUE = tagOf(10, LENGTH);
const PHONE_VALUE = tagOf(11, LENGTH);
const TEXT_VALUE = tagOf(13, LENGTH);

/** Fields of ListValue. */
const OLDER_VALUES = tagOf(1, LENGTH);
const NUMBER_VALUES = tagOf(2, LENGTH);
const BOOL_VALUES = tagOf(3, LENGTH);
const OBJECT_VALUES = tagOf(4, LENGTH);
const INT_VALUES = tagOf(7, LENGTH);

/** Fields of the lists, of GeoCoordinate, and of PhoneNumber by their number. */
const ELEMENT = tagOf(1, LENGTH);
const LONGITUDE = tagOf(1, FIXED32);
const LATITUDE = tagOf(2, FIXED32);
const PHONE_KEYS = [
  '',
  '"countryCode":',
  '"defaultCountry":',
  '"input":',
  '"internationalFormatted":',
  '"national":',
  '"nationalFormatted":',
  '"valid":',
];

const [COMMA, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x2c, 0x7b, 0x7d, 0x5b, 0x5d];
const [NUMBER_BYTES, ABSENT] = [8, -1];

/**
 * Writes the properties of gRPC's objects as the JSON that GET /v1/objects shows of the same ones: members in order of
 * name, floats of coordinates as the shortest text of a float32, phone numbers without what is empty.
 */
export class PropertyJson {
  readonly #json = new JsonBytes();
  readonly #integers: IntegerText;
  #reader = new WireReader(Buffer.alloc(0));

  constructor(integers: IntegerText) {
    this.#integers = integers;
  }

  /**
   * @param start where the message Properties begins in the buffer
   * @returns a view, valid until the next call
   */
  write(bytes: Buffer, start: number, end: number, plan: PropertyPlan): Uint8Array {
    this.#json.clear();
    this.#reader = new WireReader(bytes, start);
    this.#object(end, plan, false);
    return this.#json.written();
  }

  /** @param keepsNulls a server keeps nulls in objects, and leaves out those of the class's own properties */
  #object(end: number, { indexOf, members, starts }: PropertyPlan, keepsNulls: boolean): void {
    const [reader, json] = [this.#reader, this.#json];
    starts.fill(ABSENT);
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === ENTRY) this.#entry(reader.end(), indexOf, starts);
      else reader.skip(tag);
    }
    json.byte(OPEN);
    let isFirst = true;
    for (let index = 0; index < members.length; index++) {
      const start = starts[index]!;
      if (start === ABSENT) continue;
      reader.position = start;
      const valueEnd = reader.end();
      const isNull = this.#isNull(valueEnd);
      if (isNull && !keepsNulls) continue;
      if (!isFirst) json.byte(COMMA);
      isFirst = false;
      const { key, nested } = members[index]!;
      json.ascii(key);
      if (isNull) json.ascii('null');
      else this.#value(valueEnd, nested);
    }
    json.byte(CLOSE);
    reader.position = end;
  }

  #entry(end: number, indexOf: ReadonlyMap<string, number>, starts: Int32Array): void {
    const reader = this.#reader;
    let index: number | undefined;
    let start = ABSENT;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === KEY) {
        const keyEnd = reader.end();
        index = indexOf.get(reader.bytes.toString('latin1', reader.position, keyEnd));
        reader.position = keyEnd;
      } else if (tag === VALUE) {
        start = reader.position;
        reader.position = reader.end();
      } else reader.skip(tag);
    }
    if (index !== undefined) starts[index] = start;
  }

  /** True for NULL_VALUE, and for a Value of nothing. The position stays. */
  #isNull(end: number): boolean {
    const reader = this.#reader;
    const { position } = reader;
    const isNull = position === end || (reader.varint() & ~7) === tagOf(12, VARINT);
    reader.position = position;
    return isNull;
  }

  #value(end: number, nested: PropertyPlan | undefined): void {
    const [reader, json] = [this.#reader, this.#json];
    const tag = reader.varint();
    switch (tag) {
      case TEXT_VALUE:
      case DATE_VALUE:
      case UUID_VALUE:
      case BLOB_VALUE:
      case STRING_VALUE:
        this.#string();
        break;
      case INT_VALUE:
        reader.varint64();
        json.ascii(this.#integers.of(reader.low, reader.high));
        break;
      case NUMBER_VALUE:
        json.double(reader.bytes.readDoubleLE(reader.position));
        break;
      case BOOL_VALUE:
        json.ascii(reader.varint() === 0 ? 'false' : 'true');
        break;
      case OBJECT_VALUE:
        this.#object(reader.end(), nested ?? NO_MEMBERS, true);
        break;
      case LIST_VALUE:
        this.#list(reader.end(), nested);
        break;
      case GEO_VALUE:
        this.#geo(reader.end());
        break;
      case PHONE_VALUE:
        this.#phone(reader.end());
        break;
      default:
        reader.position = end;
        json.ascii('null');
    }
    reader.position = end;
  }

  #string(): void {
    const reader = this.#reader;
    const end = reader.end();
    this.#json.string(reader.bytes, reader.position, end);
    reader.position = end;
  }

  #list(end: number, nested: PropertyPlan | undefined): void {
    const [reader, json] = [this.#reader, this.#json];
    json.byte(OPEN_LIST);
    let isFirst = true;
    const separate = (): void => {
      if (!isFirst) json.byte(COMMA);
      isFirst = false;
    };
    while (reader.position < end) {
      const tag = reader.varint();
      const kindEnd = reader.end();
      if (tag === OLDER_VALUES) {
        separate();
        this.#value(kindEnd, nested);
        continue;
      }
      while (reader.position < kindEnd) {
        const elementTag = reader.varint();
        if (tag === BOOL_VALUES && elementTag === tagOf(1, VARINT)) {
          separate();
          json.ascii(reader.varint() === 0 ? 'false' : 'true');
          continue;
        }
        if (elementTag !== ELEMENT) {
          reader.skip(elementTag);
          continue;
        }
        const elementEnd = reader.end();
        if (tag === OBJECT_VALUES) {
          separate();
          this.#object(elementEnd, nested ?? NO_MEMBERS, true);
        } else if (tag === NUMBER_VALUES || tag === INT_VALUES || tag === BOOL_VALUES) {
          while (reader.position < elementEnd) {
            separate();
            this.#packed(tag);
          }
        } else {
          separate();
          json.string(reader.bytes, reader.position, elementEnd);
        }
        reader.position = elementEnd;
      }
    }
    json.byte(CLOSE_LIST);
  }

  /** One of many that stand side by side. */
  #packed(list: number): void {
    const [reader, json] = [this.#reader, this.#json];
    const { bytes, position } = reader;
    if (list === BOOL_VALUES) {
      json.ascii(reader.varint() === 0 ? 'false' : 'true');
      return;
    }
    if (list === NUMBER_VALUES) json.double(bytes.readDoubleLE(position));
    else json.ascii(this.#integers.of(bytes.readUInt32LE(position), bytes.readUInt32LE(position + 4)));
    reader.position = position + NUMBER_BYTES;
  }

  #geo(end: number): void {
    const [reader, json] = [this.#reader, this.#json];
    let [latitude, longitude] = [0, 0];
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === LATITUDE) latitude = reader.bytes.readFloatLE(reader.position);
      else if (tag === LONGITUDE) longitude = reader.bytes.readFloatLE(reader.position);
      reader.skip(tag);
    }
    json.ascii('{"latitude":');
    json.float32(latitude);
    json.ascii(',"longitude":');
    json.float32(longitude);
    json.byte(CLOSE);
  }

  /** Fields come in order of their numbers, which is that of their names. */
  #phone(end: number): void {
    const [reader, json] = [this.#reader, this.#json];
    json.byte(OPEN);
    let isFirst = true;
    while (reader.position < end) {
      const tag = reader.varint();
      const key = PHONE_KEYS[tag >>> 3];
      if (key === undefined) {
        reader.skip(tag);
        continue;
      }
      if (!isFirst) json.byte(COMMA);
      isFirst = false;
      json.ascii(key);
      if ((tag & 7) === LENGTH) this.#string();
      else {
        reader.varint64();
        if (tag >>> 3 === 7) json.ascii(reader.low === 0 ? 'false' : 'true');
        else json.ascii(String((BigInt(reader.high) << 32n) | BigInt(reader.low)));
      }
    }
    json.byte(CLOSE);
  }
}

const NO_MEMBERS: PropertyPlan = { indexOf: new Map(), members: [], starts: new Int32Array(0) };
