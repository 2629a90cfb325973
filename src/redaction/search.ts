import { type Automaton, createAutomaton } from './automaton.ts';
import { unescaped } from './escapes.ts';
import type { Forms } from './forms.ts';
import { unquoted } from './quoted-printable.ts';
import { loose, looseBytes, seen, tight, withoutSequences } from './readings.ts';
import { SEPARATOR, textOf, type View, viewOf } from './view.ts';

/** So much of the beginning of a secret at the end of a text counts as the secret: the text was cut there. */
const CUT_FROM = 6;

/** Secrets found in a text. */
export interface Found {
  /** By the place where one begins: where it ends; 0 where none begins. */
  readonly end: Int32Array;
  /** By the same place: which secret it is. */
  readonly secret: Int32Array;
  /** From here on the beginning of a secret may be under way; the text's length when none is. */
  readonly open: number;
}

/** Looks through a text in every reading. The time is linear in the text and does not depend on how many secrets there are. */
export function createSearch(forms: Forms): (text: string, last: boolean) => Found {
  const automata = {
    exact: createAutomaton(forms.exact),
    tight: createAutomaton(forms.tight),
    loose: createAutomaton(forms.loose),
  };
  const passes = [
    { automaton: automata.exact, reading: (view: View) => view },
    { automaton: automata.tight, reading: tight },
    { automaton: automata.loose, reading: loose },
    { automaton: automata.loose, reading: looseBytes },
  ].filter(({ automaton }) => automaton.longest > 0);

  return (text, last) => {
    const end = new Int32Array(text.length + 1);
    const secret = new Int32Array(text.length + 1);
    let open = text.length;
    const report = (from: number, to: number, index: number): void => {
      if ((end[from] as number) >= to) return;
      end[from] = to;
      secret[from] = index;
    };
    for (const view of readingsOf(text)) {
      for (const { reading, automaton } of passes) {
        const read = reading(view);
        if (read !== undefined) open = Math.min(open, scan(read, automaton, last, report) ?? open);
      }
    }
    return { end, secret, open };
  };
}

/** The text as it stands and without the sequences of terminals, each also with its escapes taken away, and as quoted-printable. */
function readingsOf(text: string): readonly View[] {
  const whole = viewOf(text);
  const bare = /[\x1b\x90-\x9f]/.test(text) ? withoutSequences(whole, text) : undefined;
  return [whole, ...(bare === undefined ? [] : [bare])].flatMap((view) => {
    const base = seen(view);
    const plain = [base, ...unescaped(base, textOf(base))];
    const quoted = plain.slice(0, 2).flatMap((one) => unquoted(one) ?? []);
    return [...plain, ...quoted.flatMap((one) => [one, ...unescaped(one, textOf(one))])];
  });
}

/** @returns where the beginning of a pattern is under way at the view's end. */
function scan(
  view: View,
  automaton: Automaton,
  last: boolean,
  report: (from: number, to: number, secret: number) => void,
): number | undefined {
  const { units, from, to, length } = view;
  const separator = SEPARATOR.charCodeAt(0);
  const cut = (state: number, at: number): void => {
    const begun = automaton.depth[state] as number;
    if (begun >= CUT_FROM)
      report(from[at - begun] as number, to[at - 1] as number, automaton.begun[state] as number);
  };
  let state = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = units[at] as number;
    if (unit === separator) {
      cut(state, at);
      state = 0;
      continue;
    }
    state = automaton.next(state, unit);
    const found = automaton.ending[state] as number;
    if (found > 0)
      report(from[at - found + 1] as number, to[at] as number, automaton.secret[state] as number);
  }
  if (last) cut(state, length);
  const begun = automaton.open[state] as number;
  return last || begun === 0 ? undefined : from[length - begun];
}
