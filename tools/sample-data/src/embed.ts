import { murmur3 } from './murmur3.ts';

/** A usual length of small sentence embedders, so that sizes and times are like those of real data. */
export const DIMENSIONS = 384;

// Powers of two keep every sum exact, whatever the order. Trigrams are many, and would drown the words at equal weight.
const WORD_WEIGHT = 1;
const BIGRAM_WEIGHT = 0.5;
const TRIGRAM_WEIGHT = 0.25;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const utf8 = new TextEncoder();

/**
 * A text's vector: 384 float32 values of length 1 (all zero for a text without letters and digits). Features are words,
 * pairs of neighbouring words and character trigrams, after NFKC and lower case; texts that share many are close in cosine.
 * Bit for bit the same on every machine: it only hashes, adds, multiplies, divides and takes a square root, which IEEE 754 fixes.
 * Source: Weinberger, Dasgupta, Langford, Smola, Attenberg, "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
 */
export function embed(text: string): Float32Array {
  const sums = new Float64Array(DIMENSIONS);
  for (const [feature, weight] of featuresOf(text)) {
    const hash = murmur3(utf8.encode(feature));
    const sign = (hash & 1) === 0 ? 1 : -1;
    const index = (hash >>> 1) % DIMENSIONS;
    sums[index] = (sums[index] ?? 0) + sign * weight;
  }
  const norm = Math.sqrt(sums.reduce((total, value) => total + value * value, 0));
  return Float32Array.from(sums, (value) => (norm === 0 ? 0 : value / norm));
}

/** Features with their weights; the first letter keeps a word "ion" apart from a trigram "ion". */
function* featuresOf(text: string): Generator<readonly [feature: string, weight: number]> {
  let previous: string | undefined;
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    yield [`w ${word}`, WORD_WEIGHT];
    if (previous !== undefined) yield [`b ${previous} ${word}`, BIGRAM_WEIGHT];
    const letters = [...`<${word}>`];
    for (let at = 0; at + 3 <= letters.length; at += 1) {
      yield [`t ${letters.slice(at, at + 3).join('')}`, TRIGRAM_WEIGHT];
    }
    previous = word;
  }
}
