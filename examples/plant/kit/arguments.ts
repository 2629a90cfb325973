/** `switch` takes no value; a text is the shape of the value, shown in the usage. */
export interface Flag {
  readonly value?: string;
  readonly required?: boolean;
  /** Says what is wrong with a value, or nothing when it is right. */
  readonly check?: (value: string) => string | undefined;
}
export type Flags = Readonly<Record<string, Flag>>;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Parses `--flag`, `--flag value` and `--flag=value` strictly.
 * @throws UsageError on anything unknown, doubled, missing or malformed.
 */
export function parseFlags(flags: Flags, argv: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', attached] = /^--?([a-zA-Z-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag === undefined) throw new UsageError(`unknown argument: ${word}`);
    if (found.has(name)) throw new UsageError(`given twice: --${name}`);
    found.set(name, readValue(name, flag, attached, rest));
  }
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.required === true && !found.has(name)) throw new UsageError(`missing: --${name} ${flag.value}`);
  }
  return found;
}

function readValue(name: string, flag: Flag, attached: string | undefined, rest: string[]): string {
  if (flag.value === undefined) {
    if (attached !== undefined) throw new UsageError(`--${name} takes no value`);
    return '';
  }
  const value = attached ?? rest.shift();
  if (value === undefined || value === '') throw new UsageError(`--${name} needs a value: ${flag.value}`);
  const problem = flag.check?.(value);
  if (problem !== undefined) throw new UsageError(`--${name}: ${problem}`);
  return value;
}

/** `--user <email> [--expires <days>]` */
export function describeFlags(flags: Flags): string {
  return Object.entries(flags)
    .map(([name, { value, required }]) => {
      const text = value === undefined ? `--${name}` : `--${name} ${value}`;
      return required === true ? text : `[${text}]`;
    })
    .join(' ');
}

/** A check that the value is one of a list. */
export function oneOf(...choices: readonly string[]) {
  return (value: string) => (choices.includes(value) ? undefined : `must be one of ${choices.join(', ')}`);
}

/** A check against a pattern, with the shape in words for the message. */
export function matching(pattern: RegExp, shape: string) {
  return (value: string) => (pattern.test(value) ? undefined : `must be ${shape}`);
}
