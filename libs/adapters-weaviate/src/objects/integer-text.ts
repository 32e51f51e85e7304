/** What a server's REST API writes of integers beyond 2^53: all of their digits, or those of a double. */
export type IntegerHabit = 'unknown' | 'exact' | 'rounded';

const LEAST = -(2n ** 63n);

/**
 * Writes integers as GET /v1/objects does. Weaviate keeps them as doubles, and so shows the digits of the shortest text that reads as
 * the same one (`1234567890123456800`), while gRPC has the integer (`1234567890123456768`); other servers keep every digit. Which it
 * is, is learnt from the first object that shows it.
 */
export class IntegerText {
  habit: IntegerHabit = 'unknown';
  #isDoubtful = false;
  #evidence: { readonly exact: string; readonly rounded: string } | undefined;

  /** @param low and @param high the 32 bits each of an integer of 64, unsigned */
  of(low: number, high: number): string {
    const number = (high | 0) * 2 ** 32 + low;
    if (Number.isSafeInteger(number)) return String(number);
    const integer = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
    const [exact, rounded] = [String(integer), String(number)];
    if (exact === rounded) return exact;
    if (this.habit === 'unknown') this.#evidence = { exact, rounded };
    // A double beyond the integers becomes the least of them on some machines.
    if (this.habit === 'unknown' || (this.habit === 'rounded' && integer === LEAST)) this.#isDoubtful = true;
    return this.habit === 'rounded' ? rounded : exact;
  }

  /** True where, since it was last asked, an integer was met that gRPC does not tell: the object is to be read by REST. */
  takeDoubt(): boolean {
    const isDoubtful = this.#isDoubtful;
    this.#isDoubtful = false;
    return isDoubtful;
  }

  /** @param json the object that was doubtful, by REST */
  learn(json: string): void {
    const { exact, rounded } = this.#evidence ?? {};
    if (exact === undefined || rounded === undefined) return;
    if (json.includes(exact)) this.habit = 'exact';
    else if (json.includes(rounded)) this.habit = 'rounded';
  }
}
