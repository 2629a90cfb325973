import { choosesWhatRuns } from './environment.ts';
import { JOINING, LANGUAGES, type Language, programOf } from './languages.ts';
import { isFlag, type Option, optionOf, roleOf } from './option.ts';
import { FD_RUNS, FIND_RUNS, RUNNING, WRAPPERS, type Wrapper } from './wrappers.ts';

/** An item of a command line in which a value decides what runs. */
export interface Deciding {
  readonly index: number;
  /**
   * `code`: the program runs it as a text. `choice`: it names what runs, or what is loaded. `undecided`: it may be either, as nobody
   * knows an option before it.
   */
  readonly role: 'code' | 'choice' | 'undecided';
  /** The program that runs it. */
  readonly language: string;
}

const WEIGHT = { code: 2, choice: 1, undecided: 0 };

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
    const known = found.get(one.index);
    if (known === undefined || WEIGHT[one.role] > WEIGHT[known.role]) found.set(one.index, one);
  };
  let runsInput: string | undefined;
  const walked = new Set<number>();
  const take = (read: Read): void => {
    read.deciding.forEach(note);
    runsInput ??= read.input;
  };
  const ahead = [0];
  for (let at = ahead.shift(); at !== undefined; at = ahead.shift()) {
    if (walked.has(at)) continue;
    walked.add(at);
    const next: Read = readAt(items, at);
    for (const entry of next.entries ?? []) take(readEntry(items, entry));
    take(next);
    for (const program of next.programs ?? []) {
      note({ index: program, role: 'choice', language: programOf(items[0] ?? '') });
      ahead.push(program);
    }
  }
  for (const [index] of items.entries()) {
    if (walked.has(index)) continue;
    const read = readAt(items, index);
    const entries = (read.entries ?? []).flatMap((entry) => readEntry(items, entry).deciding);
    take({ ...read, deciding: [...entries, ...read.deciding].filter(({ role }) => role === 'code') });
  }
  return { deciding: [...found.values()], runsInput, wrapped: [...walked].slice(1) };
}

/** A program in a container that is run with the items from `rest` on. */
interface Entry {
  readonly at: number;
  readonly program: string;
  readonly rest: number;
}

/** What one program makes of the items behind it. */
interface Read {
  readonly deciding: readonly Deciding[];
  /** Where the next programs stand. */
  readonly programs?: readonly number[];
  readonly entries?: readonly Entry[];
  readonly input?: string | undefined;
}

function readEntry(items: readonly string[], { at, program, rest }: Entry): Read {
  const { deciding, runsInput } = readCommand([program, ...items.slice(rest)]);
  return {
    deciding: deciding.map((one) => ({ ...one, index: one.index === 0 ? at : rest + one.index - 1 })),
    input: runsInput,
  };
}

function readAt(items: readonly string[], at: number): Read {
  const language = programOf(items[at] ?? '');
  if (JOINING.includes(language)) {
    return {
      deciding: from(items, at + 1).map((index) => ({ index, role: 'code', language })),
      input: language === 'ssh' ? language : undefined,
    };
  }
  const interpreter = LANGUAGES.get(language);
  const own = interpreter === undefined ? undefined : interpreted(items, at, language, interpreter);
  const wrapper = WRAPPERS.get(language);
  if (wrapper !== undefined) {
    // `flock` runs a program, or a text behind -c.
    return own !== undefined && own.deciding.length > 0 ? own : behind(items, at, language, wrapper);
  }
  if (language === 'find') return foundBy(items, at, FIND_RUNS);
  if (language === 'fd' || language === 'fdfind') return foundBy(items, at, FD_RUNS);
  const commands = RUNNING.get(language);
  const [index, running] = from(items, at + 1)
    .map((place) => [place, commands?.get(items[place] ?? '')] as const)
    .find(([, one]) => one !== undefined) ?? [at, undefined];
  const ran = running === undefined ? undefined : behind(items, index, language, running);
  return { ...own, ...ran, deciding: [...(own?.deciding ?? []), ...(ran?.deciding ?? [])] };
}

/** The indexes of the items from one on. */
function from(items: readonly string[], first: number): readonly number[] {
  return items.map((_, index) => index).slice(first);
}

/** The program behind a wrapper, its options and what else stands before it. */
function behind(items: readonly string[], at: number, language: string, wrapper: Wrapper): Read {
  const deciding: Deciding[] = [];
  const note = (index: number, role: Deciding['role']): void => {
    deciding.push({ index, role, language });
  };
  let left = wrapper.before;
  let entry: Omit<Entry, 'rest'> | undefined;
  const dashes = wrapper.afterDashes ? items.indexOf('--', at) : -1;
  const end = dashes < 0 ? items.length : dashes;
  for (let index = at + 1; index < end; index += 1) {
    const item = items[index] ?? '';
    if (wrapper.texts?.test(item)) note(index, 'code');
    const option = optionOf(item);
    if (item === '--' || item === '-') continue;
    if (option !== undefined) {
      const role = roleOf(item, option, wrapper);
      if (role === undefined) {
        if (dashes < 0 && leavesOpen(item, option, items[index + 1], wrapper.flags))
          for (const later of from(items, index + 1)) note(later, 'undecided');
        continue;
      }
      const value = role.attached ? index : index + 1;
      const text = items[value] ?? '';
      if (role.isIn(wrapper.code)) note(value, 'code');
      if (role.isIn(wrapper.loads)) note(value, 'choice');
      const [, variable = ''] = /(?:^-\w|=|^)([A-Za-z_]\w*)=/.exec(text) ?? [];
      if (role.isIn(wrapper.sets) && choosesWhatRuns(variable)) note(value, 'choice');
      if (role.isIn(wrapper.entry))
        entry = { at: value, program: role.attached ? text.slice(text.indexOf('=') + 1) : text };
      if (!role.attached) {
        if (wrapper.texts?.test(text)) note(value, 'code');
        index += 1;
      }
      continue;
    }
    const [, variable] = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(item) ?? [];
    if (variable !== undefined && left === wrapper.before) {
      if (choosesWhatRuns(variable)) note(index, 'choice');
      continue;
    }
    if (left === 0 && wrapper.joins) {
      for (const later of from(items, index)) note(later, 'code');
      return { deciding };
    }
    if (left === 0 && dashes < 0)
      return { deciding, programs: [index], entries: entriesOf(items, index, entry, wrapper) };
    left -= 1;
  }
  return dashes < 0 ? { deciding } : { deciding, programs: existing(items, dashes + 1) };
}

/** What runs in a container: what is named for it, or else what its image is called after. */
function entriesOf(
  items: readonly string[],
  index: number,
  named: Omit<Entry, 'rest'> | undefined,
  wrapper: Wrapper,
): readonly Entry[] {
  if (named !== undefined) return [{ ...named, rest: index + 1 }];
  const [program = ''] = (items[index] ?? '').split('/').at(-1)?.split(/[:@]/) ?? [];
  if (!wrapper.image || !LANGUAGES.has(programOf(program))) return [];
  return [{ at: index, program, rest: index + 1 }];
}

/** Whether an option that nobody knows may have the next item as its value. */
function leavesOpen(
  item: string,
  option: readonly Option[],
  next: string | undefined,
  flags: readonly string[] = [],
): boolean {
  const [whole] = option;
  if (next === undefined || /^[-+]/.test(next) || whole === undefined || whole.attached) return false;
  if (!item.endsWith(whole.name) || /^\+/.test(item)) return false;
  return !isFlag(item, whole.name, flags);
}

function foundBy(items: readonly string[], at: number, options: readonly string[]): Read {
  const runs = from(items, at + 1).filter((index) => options.includes(items[index] ?? ''));
  return { deciding: [], programs: runs.flatMap((index) => existing(items, index + 1)) };
}

function existing(items: readonly string[], index: number): readonly number[] {
  return index < items.length ? [index] : [];
}

/** What an interpreter runs: texts, files that it loads, its script, or what it reads. */
function interpreted(items: readonly string[], at: number, name: string, language: Language): Read {
  const deciding: Deciding[] = [];
  const note = (index: number, role: Deciding['role']): void => {
    deciding.push({ index, role, language: name });
  };
  const noteFrom = (first: number, role: Deciding['role']): void => {
    for (const index of from(items, first)) note(index, role);
  };
  const reads = { deciding, input: language.readsInput ? name : undefined };
  let [given, codeIsNext, isUndecided, plain] = [false, false, false, 0];
  const isOpen = (): boolean => !given && (language.first === 'script' || language.first === 'code');
  const noteFirst = (index: number): void => {
    note(index, codeIsNext || language.first === 'code' ? 'code' : 'choice');
    // Its arguments are put behind the text.
    if (language.first === 'code' && language.joins !== undefined) noteFrom(index + 1, 'code');
  };
  for (let index = at + 1; index < items.length; index += 1) {
    const item = items[index] ?? '';
    if (language.texts?.test(item)) note(index, 'code');
    if (language.readsArguments && item.startsWith('@')) {
      note(index, 'choice');
      continue;
    }
    if (item === '--') continue;
    const written = language.anyCase ? asOption(item.toLowerCase(), language) : item;
    const option = optionOf(written, language.words);
    if (
      language.readsInput &&
      (item === '-' || item === '/dev/stdin' || (language.codeIsFirst && item === '-s'))
    ) {
      return reads;
    }
    if (option !== undefined) {
      // An option that a person names may be any of them.
      if (/^[-+]+\{\{/.test(item)) note(index, 'choice');
      if (language.plusIsCode && item.startsWith('+')) note(index, 'code');
      const role = roleOf(written, option, language);
      if (role === undefined) {
        if (isOpen() && leavesOpen(written, option, items[index + 1], language.flags)) {
          // The next item is what runs, or the value of the option; then what runs is yet to come.
          noteFirst(index + 1);
          noteFrom(index + 2, 'undecided');
          isUndecided = true;
          index += 1;
        }
        continue;
      }
      if (language.codeIsFirst && role.isIn(language.code)) {
        codeIsNext = true;
        // `--command=text` and, for a short one, only further options are attached.
        if (role.attached && item.startsWith('--')) note(index, 'code');
        // `-co pipefail`: the last letter takes the next item.
        if (!item.startsWith('--') && option.length > 2 && language.takes.includes(item.slice(-1)))
          index += 1;
        continue;
      }
      const two = !role.attached && role.isIn(language.takesTwo);
      const value = role.attached ? index : index + (two ? 2 : 1);
      const text = (items[value] ?? '').replace(role.attached ? /^-\w|^--[\w-]+=/ : '', '');
      const mayPipe = role.isIn(language.pipes) || (plain === 0 && role.isIn(language.leadingPipes));
      if (role.isIn(language.code) || (mayPipe && /^\s*(?:\||\{\{)/.test(text))) note(value, 'code');
      if (role.isIn(language.loads) || role.isIn(language.modules)) note(value, 'choice');
      if (role.isIn(language.code) || role.isIn(language.loads)) given = true;
      if (role.isIn(language.joins)) {
        noteFrom(value, 'code');
        return { deciding };
      }
      if (!role.attached && language.texts?.test(text)) note(value, 'code');
      if (role.isIn(language.runs)) return { deciding, programs: existing(items, value) };
      if (!role.attached) index = value;
      // What stands behind `-m module` is its own.
      if (role.name === 'm' && name.startsWith('py')) {
        if (items[value] === 'timeit') noteFrom(value + 1, 'code');
        return { deciding };
      }
      continue;
    }
    const command = plain === 0 ? language.commands?.[item] : undefined;
    if (command !== undefined) {
      const own = interpreted(items, index, name, command);
      return { ...own, deciding: [...deciding, ...own.deciding] };
    }
    if (codeIsNext) {
      note(index, 'code');
      return { deciding };
    }
    if (language.first === 'scripts') note(index, 'choice');
    if (language.first === 'plain' || language.first === 'scripts') {
      plain += 1;
      if (language.thenCode && plain > 1) {
        note(index, 'code');
        given = true;
      }
      continue;
    }
    if (given || isUndecided) return { deciding };
    noteFirst(index);
    return { deciding };
  }
  return given ? { deciding } : reads;
}

/** PowerShell and cmd also take `/Command`, and dashes of a printed text. */
function asOption(item: string, language: Language): string {
  const dashed = item.replace(/^[\u2013\u2014\u2015]/, '-');
  const [, word] = /^\/([a-z]+)$/.exec(dashed) ?? [];
  if (word === undefined) return dashed;
  const option = optionOf(`-${word}`, true);
  return option !== undefined && roleOf(`-${word}`, option, language) !== undefined ? `-${word}` : dashed;
}
