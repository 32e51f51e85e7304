import { setTimeout as delay } from 'node:timers/promises';
import { type SendOptions } from './connection.ts';
import { codeOf } from './errors.ts';

/** Answers asked for until one arrives whole. */
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 50;

/** Code of the error of an answer that broke off. */
export const BROKEN_OFF = 'ECONNRESET';

/** What the SDK makes of an answer in XML that broke off. */
const XML_BROKEN_OFF = 'PARSE_ERROR';

/** Asks again where an answer breaks off: the SDK tries requests again that had none, but not these. */
export async function untilWhole<T>({ abortSignal }: SendOptions, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isBroken = [BROKEN_OFF, XML_BROKEN_OFF].includes(codeOf(error) ?? '');
      if (!isBroken || abortSignal?.aborted === true || attempt === ATTEMPTS) throw error;
      await delay(FIRST_DELAY_MS * 2 ** attempt, undefined, abortSignal && { signal: abortSignal });
    }
  }
}
