/** The mark at a place where something of the output is missing: a line of its own. */
export function leftOut(count: number | string, unit: 'characters' | 'bytes' = 'characters'): string {
  return `\n[… ${count} ${unit} left out …]\n`;
}

/** The mark behind what could not be stored. */
export function notStored(characters: number): string {
  return `\n[… ${characters} characters could not be stored …]\n`;
}

/** Whether some of what was printed is missing from a run's output, as a mark in it says. */
export function isPartial(output: string): boolean {
  return /^\[… \d+ (?:(?:characters|bytes) left out|characters could not be stored) …\]$/m.test(output);
}
