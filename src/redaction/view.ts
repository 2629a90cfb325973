/** A text read in some way, in which each UTF-16 code unit knows where in the original it came from. */
export interface View {
  readonly units: Uint16Array;
  /** Where the original of a unit begins. */
  readonly from: Uint32Array;
  /** Where it ends. */
  readonly to: Uint32Array;
  readonly length: number;
}

/** Stands between texts that are looked through together; no reading drops it, and no secret contains it. */
export const SEPARATOR = '\uffff';

export function viewOf(text: string): View {
  const { length } = text;
  const view = {
    units: new Uint16Array(length),
    from: new Uint32Array(length),
    to: new Uint32Array(length),
    length,
  };
  for (let at = 0; at < length; at += 1) {
    view.units[at] = text.charCodeAt(at);
    view.from[at] = at;
    view.to[at] = at + 1;
  }
  return view;
}

export function textOf({ units, length }: View): string {
  let text = '';
  for (let at = 0; at < length; at += 8_192) {
    text += String.fromCharCode(...units.subarray(at, Math.min(length, at + 8_192)));
  }
  return text;
}

/**
 * Reads a view unit by unit.
 * @param table what stands for each of the 65,536 units; 0 leaves it out.
 */
export function mapped(view: View, table: Uint16Array): View {
  const { length } = view;
  const units = new Uint16Array(length);
  const from = new Uint32Array(length);
  const to = new Uint32Array(length);
  let made = 0;
  let wasTag = false;
  for (let at = 0; at < length; at += 1) {
    const unit = view.units[at] as number;
    const isRest = wasTag && unit >= 0xdc00 && unit <= 0xdfff;
    // Tags and variation selectors beyond U+FFFF are not seen: both halves of them go.
    wasTag = unit >= 0xdb40 && unit <= 0xdb43;
    const meaning = table[unit] as number;
    if (meaning === 0 || isRest || wasTag) continue;
    units[made] = meaning;
    from[made] = view.from[at] as number;
    to[made] = view.to[at] as number;
    made += 1;
  }
  return { units, from, to, length: made };
}

/**
 * Puts something else in the place of what a pattern finds.
 * @param meaningOf what stands for it, at most as long as it is.
 * @returns undefined when nothing was found.
 */
export function replaced(
  view: View,
  text: string,
  pattern: RegExp,
  meaningOf: (written: string) => string,
): View | undefined {
  const units = new Uint16Array(view.length);
  const from = new Uint32Array(view.length);
  const to = new Uint32Array(view.length);
  let made = 0;
  let done = 0;
  const copy = (until: number): void => {
    units.set(view.units.subarray(done, until), made);
    from.set(view.from.subarray(done, until), made);
    to.set(view.to.subarray(done, until), made);
    made += until - done;
    done = until;
  };
  for (const match of text.matchAll(pattern)) {
    const [written] = match;
    copy(match.index);
    done += written.length;
    const means = meaningOf(written);
    for (let at = 0; at < means.length; at += 1) {
      units[made] = means.charCodeAt(at);
      from[made] = view.from[match.index] as number;
      to[made] = view.to[done - 1] as number;
      made += 1;
    }
  }
  if (done === 0) return undefined;
  copy(view.length);
  return { units, from, to, length: made };
}
