import { isRawNumber, type Json } from '@weaviate-export/entities-export';

/** Says why a column cannot hold what an object has; who adds the object says which one it is. */
export class Misfit extends Error {}

/** Longest piece of a text that a message repeats, in characters. */
const SHOWN_CHARACTERS = 100;

/** A value that does not fit the declared type of its property. */
export class PropertyMisfit extends Misfit {
  /** The name of the property, behind those of the objects and the places in the arrays that it lies in. */
  path = '';
  /** The value, as a message shows it. */
  readonly value: string;
  readonly allowed: string;

  constructor(value: Json, allowed: string) {
    super(allowed);
    this.value = shown(value);
    this.allowed = allowed;
  }

  /** Says where the value lies, from the inside out: in a member of an object, or at a place in an array. */
  within(step: string | number): this {
    const own = typeof step === 'number' ? `[${step}]` : step;
    this.path = this.path === '' || this.path.startsWith('[') ? own + this.path : `${own}.${this.path}`;
    return this;
  }
}

function shown(value: Json): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
  }
  if (isRawNumber(value)) return value.rawJSON.slice(0, SHOWN_CHARACTERS);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
