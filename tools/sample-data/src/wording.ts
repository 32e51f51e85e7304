/** "an" before a vowel, else "a". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The first letter raised, as at the start of a sentence. */
export function capitalized(text: string): string {
  return text.replace(/^./u, (first) => first.toUpperCase());
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], conjunction = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/**
 * The number with commas between thousands, a very great or small one as 1.5×10^-9; written out here, as what
 * `toLocaleString` gives differs between builds.
 */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).replace(/e\+?/, '×10^').split('.');
  const commas = whole.replace(/\d(?=(\d{3})+$)/g, '$&,');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}

/** The number rounded to so many significant digits, without trailing zeros. */
export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
