const ANY = '*';
const ONE = '?';

/**
 * True of texts that a pattern describes as a whole and with their case: `*` stands for any characters, `?` for one. The
 * time that a text takes is bounded by its length times that of the pattern.
 */
export function likePattern(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern);
  return (text) => isLike(Array.from(text), wanted);
}

function isLike(text: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  // Where to go on from when the characters behind the last `*` do not fit here.
  let star = -1;
  let from = 0;
  while (at < text.length) {
    if (pattern[next] === ANY) {
      star = next++;
      from = at;
    } else if (next < pattern.length && (pattern[next] === ONE || pattern[next] === text[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++from;
    } else return false;
  }
  while (pattern[next] === ANY) next++;
  return next === pattern.length;
}
