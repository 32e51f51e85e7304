/** Objects on their way from the thread that encodes them to the one that writes them: few pieces of memory, whatever their number. */
export interface PackedObjects {
  /** 16 bytes an object. */
  readonly ids: Uint8Array<ArrayBuffer>;
  /** Where the bytes of each object begin and end in `values`; floats in them can be viewed. */
  readonly spans: Uint32Array<ArrayBuffer>;
  /** As `encodeObject` makes them. */
  readonly values: Uint8Array<ArrayBuffer>;
}

const ID_BYTES = 16;
const ALIGNMENT = 4;

/** Collects objects to be packed. */
export class ObjectPack {
  readonly #ids: Uint8Array[] = [];
  readonly #values: Uint8Array[] = [];
  #bytes = 0;

  get objects(): number {
    return this.#ids.length;
  }

  /** Of all values so far. */
  get bytes(): number {
    return this.#bytes;
  }

  add(id: Uint8Array, value: Uint8Array): void {
    this.#ids.push(id);
    this.#values.push(value);
    this.#bytes += aligned(value.length);
  }

  /** All that was added, in memory of its own. */
  take(): PackedObjects {
    const ids = new Uint8Array(this.objects * ID_BYTES);
    const spans = new Uint32Array(this.objects * 2);
    const values = new Uint8Array(this.#bytes);
    let start = 0;
    for (const [index, value] of this.#values.entries()) {
      ids.set(this.#ids[index]!, index * ID_BYTES);
      values.set(value, start);
      spans.set([start, start + value.length], index * 2);
      start += aligned(value.length);
    }
    this.#ids.length = 0;
    this.#values.length = 0;
    this.#bytes = 0;
    return { ids, spans, values };
  }
}

/** The objects of a pack: id and value of each, views of it. */
export function* unpacked({ ids, spans, values }: PackedObjects): Generator<[Uint8Array, Uint8Array]> {
  for (let index = 0; index * 2 < spans.length; index += 1)
    yield [
      ids.subarray(index * ID_BYTES, (index + 1) * ID_BYTES),
      values.subarray(spans[index * 2], spans[index * 2 + 1]),
    ];
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
