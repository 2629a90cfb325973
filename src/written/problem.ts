/** Something wrong in a file that a person wrote, with its place and what to write instead. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** What was found and why it does not do. */
  readonly message: string;
  /** What to write instead, or '' when nobody can tell. */
  readonly suggestion: string;
}

/** A problem in terms of the parsed value; the file it came from turns the path into a place. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  /** True points at the key itself (it is misspelt), false at its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly suggestion: string;
}

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The order in which people mend them: by file, then from top to bottom. */
export function compareProblems(a: Problem, b: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
