/** The switches of a plant and what each does, in the order of its page. */
export type Switches = Readonly<Record<string, string>>;

/** Switches that every plant has: what may happen to any program. */
export const COMMON_FAULTS = {
  hang: 'Programs start and never end',
  noisy: 'Programs print without end',
  fork: 'Programs leave children behind that hold their output open',
} as const;

/** Marks a switch as on or off; what it does to the world beside that is the plant's own. */
export function mark(faults: readonly string[], name: string, on: boolean): string[] {
  return [...faults.filter((fault) => fault !== name), ...(on ? [name] : [])];
}
