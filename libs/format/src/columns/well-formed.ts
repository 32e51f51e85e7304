import { isUtf8 } from 'node:buffer';
import { Misfit } from './misfit.ts';

/**
 * Passes text that UTF-8 can hold, and its bytes. Half of a surrogate pair would become another character without a
 * word, and bytes that are no UTF-8 make readers refuse the whole column.
 * @param what of the object it is, for the message
 * @throws Misfit
 */
export function wellFormed<Text extends string | Uint8Array>(text: Text, what: string): Text {
  if (typeof text === 'string' ? !text.isWellFormed() : !isUtf8(text)) {
    const allowed = typeof text === 'string' ? 'text without half surrogate pairs' : 'UTF-8';
    throw new Misfit(`has ${what} that cannot be written: only ${allowed} is allowed`);
  }
  return text;
}
