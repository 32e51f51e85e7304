/**
 * Whether a pattern, in which `*` stands for any characters or none and all others for themselves, covers a name; or
 * another pattern, which it does where it fits that one's text: each name that the other stands for, it stands for too.
 * Takes time of at most the product of both lengths.
 */
export function patternCovers(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  // Where in the name what follows the last star was tried last.
  let tried = 0;
  for (let position = 0; position < name.length;) {
    if (pattern[at] === '*') {
      star = at++;
      tried = position;
    } else if (pattern[at] === name[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++tried;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
