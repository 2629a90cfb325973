/** A secret in one of its written forms. */
export interface Pattern {
  readonly text: string;
  /** Index of the secret that it belongs to. */
  readonly secret: number;
}

/**
 * Aho-Corasick over UTF-16 code units: all patterns in one pass whose time does not depend on how many there are. Only the
 * longest pattern that ends at a place is reported, since it covers the shorter ones; that keeps the number of hits linear
 * where patterns lie inside each other. Edges live in one hash table, so that memory grows with the patterns alone.
 */
export interface Automaton {
  /** The state after one more character; 0 when no pattern is under way. */
  next(state: number, character: number): number;
  /** How many of the last characters are the beginning of a pattern, or all of it. */
  readonly depth: Int32Array;
  /** How many of the last characters are the beginning of a pattern that may go on. */
  readonly open: Int32Array;
  /** The length of the longest pattern that ends in a state, 0 when none does. */
  readonly ending: Int32Array;
  /** The secret of that pattern. */
  readonly secret: Int32Array;
  /** The secret of a pattern that begins as a state does. */
  readonly begun: Int32Array;
  /** The length of the longest pattern, 0 when there is none. */
  readonly longest: number;
}

export function createAutomaton(patterns: readonly Pattern[]): Automaton {
  const longest = patterns.reduce((length, { text }) => Math.max(length, text.length), 0);
  const most = 1 + patterns.reduce((sum, { text }) => sum + text.length, 0);
  const parent = new Int32Array(most);
  const character = new Uint16Array(most);
  const depth = new Int32Array(most);
  const ending = new Int32Array(most);
  const secret = new Int32Array(most);
  const begun = new Int32Array(most);
  const fail = new Int32Array(most);
  const open = new Int32Array(most);
  const root = new Int32Array(0x1_0000);
  const bits = 32 - Math.clz32(most * 2);
  const slots = new Int32Array(1 << bits);
  const mask = slots.length - 1;
  let count = 1;

  const slotOf = (state: number, unit: number): number => {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> (32 - bits);
    for (;;) {
      const found = slots[slot] as number;
      if (found === 0 || (parent[found] === state && character[found] === unit)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const child = (state: number, unit: number): number =>
    state === 0 ? (root[unit] as number) : (slots[slotOf(state, unit)] as number);
  const follow = (from: number, unit: number): number => {
    let state = from;
    for (;;) {
      const found = child(state, unit);
      if (found !== 0 || state === 0) return found;
      state = fail[state] as number;
    }
  };

  for (const pattern of patterns) insert(pattern);
  link();
  return {
    next: follow,
    depth,
    open,
    ending,
    secret,
    begun,
    longest,
  };

  function insert(pattern: Pattern): void {
    let state = 0;
    for (let at = 0; at < pattern.text.length; at += 1) {
      const unit = pattern.text.charCodeAt(at);
      state = child(state, unit) || grow(state, unit, pattern.secret);
    }
    if (state === 0 || (ending[state] as number) > 0) return;
    ending[state] = pattern.text.length;
    secret[state] = pattern.secret;
  }

  function grow(state: number, unit: number, owner: number): number {
    const made = count;
    count += 1;
    const slot = slotOf(state, unit);
    parent[made] = state;
    character[made] = unit;
    begun[made] = owner;
    depth[made] = (depth[state] as number) + 1;
    if (state === 0) root[unit] = made;
    slots[slot] = made;
    return made;
  }

  /** Shallow states first: each looks at shallower ones only. */
  function link(): void {
    for (let state = 1; state < count; state += 1)
      open[parent[state] as number] = depth[parent[state] as number] as number;
    for (const state of byDepth()) {
      const above = parent[state] as number;
      const shorter = above === 0 ? 0 : follow(fail[above] as number, character[state] as number);
      fail[state] = shorter;
      if (open[state] === 0) open[state] = open[shorter] as number;
      if (ending[state] !== 0) continue;
      ending[state] = ending[shorter] as number;
      secret[state] = secret[shorter] as number;
    }
  }

  /** Every state but the root, counted into its place: sorting millions of them by comparison takes seconds. */
  function byDepth(): Int32Array {
    const places = new Int32Array(longest + 2);
    for (let state = 1; state < count; state += 1) {
      const below = (depth[state] as number) + 1;
      places[below] = (places[below] as number) + 1;
    }
    for (let at = 1; at < places.length; at += 1)
      places[at] = (places[at] as number) + (places[at - 1] as number);
    const order = new Int32Array(count - 1);
    for (let state = 1; state < count; state += 1) {
      const level = depth[state] as number;
      const place = places[level] as number;
      order[place] = state;
      places[level] = place + 1;
    }
    return order;
  }
}
