/**
 * Whether a name fits one piece of a pattern, with `*` and `?` in it. Only the last `*` ever takes more: what stands before it fits
 * where it first does, so the time is at most the length of the one times that of the other.
 */
export function nameFits(pattern: string, name: string): boolean {
  const [wanted, found] = [[...pattern], [...name]];
  let [at, from, star, taken] = [0, 0, -1, 0];
  while (from < found.length) {
    if (wanted[at] === '*') {
      star = at;
      taken = from;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === found[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      taken += 1;
      from = taken;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every((rest) => rest === '*');
}

/** The same as shells read it: a name that begins with a point, as of what is half made, is meant only by a pattern that does so too. */
export function isMeant(pattern: string, name: string): boolean {
  return nameFits(pattern, name) && (pattern.startsWith('.') || !name.startsWith('.'));
}
