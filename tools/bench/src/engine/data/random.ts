/** Two to the power of 32: what an unsigned 32-bit word is divided by to lie between 0 and 1. */
const WORDS = 4_294_967_296;

/** Seeded random numbers: the same ones on every machine. The generator is sfc32 of PractRand, by Chris Doty-Humphrey. */
export class Random {
  #a = 0;
  #b = 0;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#c = seed | 0;
    // So many steps mix the seed into all of the state.
    for (let step = 0; step < 12; step += 1) this.int32();
  }

  /** Any of the 2^32 whole numbers from -2^31. */
  int32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** At least 0, below 1. */
  fraction(): number {
    return (this.int32() >>> 0) / WORDS;
  }

  /** A whole number of at least 0, below `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }
}
