/** What programs are given to find files in: marks behind which they take a name, `--f=x`, `K=x`, `@x`, `a:x`, `x,y`. */
const MARKS = /[=@:,;]/g;
const BETWEEN_MARKS = /[=@:,;]+/;
/** The same where the text is a command or a value of several words: quotes, brackets and redirections stand beside names. */
const BETWEEN_WORDS = /[=@:,;\s'"`()<>|&{}[\]$]+/;

/** Options of one letter that may stand together before a name, as in `-xzflist`. */
const MOST_LETTERS = 8;
/** The system takes no longer path. */
const LONGEST_PATH = 4_096;
/** Each is looked for on the disk. */
const MOST_NAMES = 1_000;

export interface Names {
  readonly names: readonly string[];
  /** How many more there are, that nobody looked for. */
  readonly left: number;
}

/**
 * All that arguments, or values of variables, could name: the whole of each, what is attached to a short option (`-fx`), its parts,
 * and what follows each mark in it. One that leads to no file is none.
 */
export function namesIn(texts: readonly string[], most = MOST_NAMES): Names {
  const wholes = texts.flatMap((text) => [text, ...attachedIn(text)]);
  const all = new Set<string>();
  for (const namesOf of [() => wholes, () => wholes.flatMap(partsOf), () => wholes.flatMap(behindMarks)])
    for (const name of namesOf()) if (isName(name)) all.add(name);
  return { names: [...all].slice(0, most), left: Math.max(0, all.size - most) };
}

function isName(name: string): boolean {
  return name !== '' && name.length < LONGEST_PATH && !name.includes('\0');
}

function attachedIn(text: string): readonly string[] {
  if (!/^-[^-]/.test(text)) return [];
  return Array.from({ length: MOST_LETTERS }, (_, letters) => text.slice(letters + 2)).filter(Boolean);
}

function partsOf(text: string): readonly string[] {
  return [...text.split(BETWEEN_MARKS).map((part) => part.trim()), ...text.split(BETWEEN_WORDS)];
}

/** A name may hold marks itself: then it is all that follows one. What is too long for a path is passed over. */
function behindMarks(text: string): readonly string[] {
  const reach = text.length - LONGEST_PATH;
  return [...text.matchAll(MARKS)].flatMap(({ index }) => (index < reach ? [] : [text.slice(index + 1)]));
}
