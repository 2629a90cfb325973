const TRUE: readonly string[] = ['true', 'yes', 'on'];
const FALSE: readonly string[] = ['false', 'no', 'off'];

/** What a text says to a question of yes or no, in any case; undefined when it says neither. */
export function readTruth(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : undefined;
}

/** The value of {@link YES_NO} that a text stands for, so that a list or a box shows what was typed; undefined for none. */
export function truthText(text: string): 'true' | 'false' | undefined {
  const truth = readTruth(text);
  return truth === undefined ? undefined : truth ? 'true' : 'false';
}

/** The two answers to a question of yes or no, for whoever shows a list of them. */
export const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
] as const;
