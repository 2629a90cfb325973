import { choosesWhatRuns } from './environment.ts';
import { JOINING, LANGUAGES, type Language, programOf } from './languages.ts';
import { FIND_RUNS, RUNNING, WRAPPERS, type Wrapper } from './wrappers.ts';

/** An item of a command line in which a value decides what runs. */
export interface Deciding {
  readonly index: number;
  /** `code`: the program runs it as a text. `choice`: it names what runs, or what is loaded. */
  readonly role: 'code' | 'choice';
  /** The program that runs it. */
  readonly language: string;
}

export interface ReadCommand {
  readonly deciding: readonly Deciding[];
  /** The program that will run what it is given on standard input, or undefined when none will. */
  readonly runsInput: string | undefined;
  /** Where the programs behind wrappers stand. */
  readonly wrapped: readonly number[];
}

/**
 * Which items of a command line decide what runs: the program behind wrappers such as `sudo`, `env`, `timeout` or `docker exec`, the
 * script of an interpreter, and texts that are run as programs. Texts are also looked for behind the name of an interpreter
 * that stands anywhere else, because nobody knows every wrapper.
 */
export function readCommand(items: readonly string[]): ReadCommand {
  const found = new Map<number, Deciding>();
  const note = (one: Deciding): void => {
    if (found.get(one.index)?.role !== 'code') found.set(one.index, one);
  };
  let runsInput: string | undefined;
  const walked = new Set<number>();
  for (let at: number | undefined = 0; at !== undefined; ) {
    walked.add(at);
    const next: Read = readAt(items, at);
    next.deciding.forEach(note);
    runsInput ??= next.input;
    at = next.program;
    if (at !== undefined) note({ index: at, role: 'choice', language: programOf(items[0] ?? '') });
  }
  for (const [index] of items.entries()) {
    if (walked.has(index)) continue;
    const { deciding, input } = readAt(items, index);
    for (const one of deciding) if (one.role === 'code') note(one);
    runsInput ??= input;
  }
  return { deciding: [...found.values()], runsInput, wrapped: [...walked].slice(1) };
}

/** What one program makes of the items behind it. */
interface Read {
  readonly deciding: readonly Deciding[];
  /** Where the next program stands. */
  readonly program?: number | undefined;
  readonly input?: string | undefined;
}

function readAt(items: readonly string[], at: number): Read {
  const language = programOf(items[at] ?? '');
  if (JOINING.includes(language)) {
    const rest = items.slice(at + 1).map((_, offset) => at + 1 + offset);
    return {
      deciding: rest.map((index) => ({ index, role: 'code', language })),
      input: language === 'ssh' ? language : undefined,
    };
  }
  const interpreter = LANGUAGES.get(language);
  if (interpreter !== undefined) {
    const own = interpreted(items, at, language, interpreter);
    const wrapper = WRAPPERS.get(language);
    // `flock` runs a program, or a text behind -c.
    return wrapper === undefined || own.deciding.length > 0 ? own : behind(items, at, language, wrapper);
  }
  const wrapper = WRAPPERS.get(language);
  if (wrapper !== undefined) return behind(items, at, language, wrapper);
  if (language === 'find') return foundBy(items, at);
  const commands = RUNNING.get(language);
  const [index, running] = [...items.entries()]
    .slice(at + 1)
    .map(([place, item]) => [place, commands?.get(item)] as const)
    .find(([, one]) => one !== undefined) ?? [at, undefined];
  if (running === undefined) return { deciding: [] };
  if (running !== 'after --') return behind(items, index, language, running);
  const end = items.indexOf('--', index);
  return end < 0 ? { deciding: [] } : { deciding: [], program: existing(items, end + 1) };
}

/** The program behind a wrapper, its options and what else stands before it. */
function behind(items: readonly string[], at: number, language: string, wrapper: Wrapper): Read {
  const deciding: Deciding[] = [];
  let left = wrapper.before;
  for (let index = at + 1; index < items.length; index += 1) {
    const item = items[index] ?? '';
    const option = optionOf(item);
    if (item === '--' || item === '-') continue;
    if (option !== undefined) {
      const { takes, code = [], loads = [] } = wrapper;
      const hit = option.find(({ name }) => [takes, code, loads].some((names) => names.includes(name)));
      if (hit === undefined) continue;
      const value = hit.attached ? index : index + 1;
      if (code.includes(hit.name)) deciding.push({ index: value, role: 'code', language });
      if (loads.includes(hit.name)) deciding.push({ index: value, role: 'choice', language });
      if (!hit.attached) index += 1;
      continue;
    }
    const [, variable] = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(item) ?? [];
    if (variable !== undefined && left === wrapper.before) {
      if (choosesWhatRuns(variable)) deciding.push({ index, role: 'choice', language });
      continue;
    }
    if (left === 0) return { deciding, program: index };
    left -= 1;
  }
  return { deciding };
}

function foundBy(items: readonly string[], at: number): Read {
  const runs = items.findIndex((item, index) => index > at && FIND_RUNS.includes(item));
  return runs < 0 ? { deciding: [] } : { deciding: [], program: existing(items, runs + 1) };
}

function existing(items: readonly string[], index: number): number | undefined {
  return index < items.length ? index : undefined;
}

/** What an interpreter runs: texts, files that it loads, its script, or what it reads. */
function interpreted(items: readonly string[], at: number, name: string, language: Language): Read {
  const deciding: Deciding[] = [];
  const note = (index: number, role: Deciding['role']): void => {
    deciding.push({ index, role, language: name });
  };
  const reads = { deciding, input: language.readsInput ? name : undefined };
  let [given, codeIsNext, plain] = [false, false, 0];
  for (let index = at + 1; index < items.length; index += 1) {
    const item = items[index] ?? '';
    if (item === '--') continue;
    const option = optionOf(language.anyCase ? item.toLowerCase() : item);
    if (
      language.readsInput &&
      (item === '-' || item === '/dev/stdin' || (language.codeIsFirst && item === '-s'))
    ) {
      return reads;
    }
    if (option !== undefined) {
      // An option that a person names may be any of them.
      if (/^[-+]+\{\{/.test(item)) note(index, 'choice');
      const hit = option.find(({ name: one }) => isKnown(language, one));
      if (hit === undefined) continue;
      if (language.codeIsFirst && language.code.includes(hit.name)) {
        codeIsNext = true;
        // `--command=text` and, for a short one, only further options are attached.
        if (hit.attached && item.startsWith('--')) note(index, 'code');
        continue;
      }
      const value = hit.attached ? index : index + 1;
      if (language.code.includes(hit.name)) note(value, 'code');
      if (language.loads.includes(hit.name)) note(value, 'choice');
      if (language.code.includes(hit.name) || language.loads.includes(hit.name)) given = true;
      if (!hit.attached) index += language.takesTwo?.includes(hit.name) ? 2 : 1;
      // What stands behind `-m module` is its own.
      if (hit.name === 'm' && name.startsWith('py')) return { deciding };
      continue;
    }
    if (codeIsNext) {
      note(index, 'code');
      return { deciding };
    }
    if (language.first === 'plain') {
      plain += 1;
      if (language.thenCode && plain > 1) {
        note(index, 'code');
        given = true;
      }
      continue;
    }
    if (given) return { deciding };
    note(index, language.first === 'code' ? 'code' : 'choice');
    return { deciding };
  }
  return given ? { deciding } : reads;
}

function isKnown({ code, loads, takes, takesTwo = [] }: Language, option: string): boolean {
  return [code, loads, takes, takesTwo].some((names) => names.includes(option));
}

/**
 * The options that an item may be, in the order in which they count: the word, then letter by letter as far as they can be
 * told, each with whether its value is attached. Undefined when it is none.
 */
function optionOf(
  item: string,
): readonly { readonly name: string; readonly attached: boolean }[] | undefined {
  const [, dashes, word = '', equals] = /^(--?|\+)([A-Za-z][\w-]*)?(=)?/.exec(item) ?? [];
  if (dashes === undefined || item.length === dashes.length) return undefined;
  const whole = { name: word, attached: equals !== undefined };
  if (dashes === '--') return [whole];
  const letters = [...word].map((name, index) => ({
    name,
    attached: dashes.length + index + 1 < item.length,
  }));
  // `-e{{ … }}` is the letter with its value, not a word that nobody knows.
  const isWord = equals !== undefined || item.length === dashes.length + word.length;
  return isWord ? [whole, ...letters] : letters;
}
