import { OffsetsBuilder, ValidityBuilder } from './column-builders.ts';
import type { Column } from './columns.ts';
import type { Json } from '@weaviate-export/entities-export';
import { PropertyMisfit } from './misfit.ts';
import { isObject, type ValueBuilder } from './value-builders.ts';

/** Arrays of values of one type. */
export class ListBuilder implements ValueBuilder {
  readonly #offsets: OffsetsBuilder;
  readonly #elements: ValueBuilder;

  constructor(rows: number, elements: ValueBuilder) {
    this.#offsets = new OffsetsBuilder(rows);
    this.#elements = elements;
  }

  get length(): number {
    return this.#offsets.rows;
  }

  add(value: Json): void {
    if (value === null) return this.#offsets.addNull(this.#elements.length);
    if (!Array.isArray(value)) throw new PropertyMisfit(value, 'an array is allowed');
    const before = this.#elements.length;
    try {
      for (const element of value as readonly Json[]) this.#elements.add(element);
    } catch (error) {
      throw error instanceof PropertyMisfit ? error.within(this.#elements.length - before) : error;
    }
    this.#offsets.add(this.#elements.length);
  }

  build(): Column {
    return { ...this.#offsets.build(), children: [this.#elements.build()] };
  }
}

/** Objects with a field a property; those that an object does not have are NULL. */
export class StructBuilder implements ValueBuilder {
  readonly #validity = new ValidityBuilder();
  readonly #fields: readonly ValueBuilder[];
  readonly #byName: ReadonlyMap<string, ValueBuilder>;
  #length = 0;

  /** @param fields in the order of the struct */
  constructor(fields: ReadonlyMap<string, ValueBuilder>) {
    this.#fields = [...fields.values()];
    this.#byName = fields;
  }

  get length(): number {
    return this.#length;
  }

  add(value: Json): void {
    if (value === null) this.#validity.addNull(this.#length);
    else this.#addMembers(value);
    this.#length += 1;
    for (const field of this.#fields) if (field.length < this.#length) field.add(null);
  }

  build(): Column {
    const children = this.#fields.map((field) => field.build());
    return { length: this.#length, ...this.#validity.build(this.#length), children };
  }

  #addMembers(value: Json): void {
    if (!isObject(value)) throw new PropertyMisfit(value, 'an object is allowed');
    let name = '';
    try {
      for (name of Object.keys(value)) {
        const member = value[name]!;
        const field = this.#byName.get(name);
        if (field !== undefined) field.add(member);
        else if (member !== null) throw new PropertyMisfit(member, 'the class defines no such property');
      }
    } catch (error) {
      throw error instanceof PropertyMisfit ? error.within(name) : error;
    }
  }
}
