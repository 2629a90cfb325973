import { ApiProblem, collectFaults, type Faults } from '../problem.ts';

interface Declared {
  readonly type?: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly max_length?: number;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly options?: readonly Declared[];
}

const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;
const SUBCOMMAND = 1;
const GROUP = 2;

/** Refuses what Discord refuses of a list of commands. */
export function checkCommands(commands: readonly Declared[]): void {
  if (!Array.isArray(commands)) throw new ApiProblem(400, 50035, 'Invalid Form Body');
  const faults = collectFaults();
  faults.check(commands.length <= 100, 'commands', 'Must be 100 or fewer.');
  unique(commands, 'commands', faults);
  for (const command of commands) {
    checkNamed(command, command.name, faults);
    checkOptions(command, command.name, 0, faults);
    faults.check(sizeOf(command) <= 8000, command.name, 'Command exceeds maximum size of 8000');
  }
  faults.throwIfAny();
}

function checkNamed({ name, description }: Declared, at: string, faults: Faults): void {
  faults.check(NAME.test(name) && name === name.toLowerCase(), `${at}.name`, 'Command name is invalid');
  const { length } = description ?? '';
  faults.check(length >= 1 && length <= 100, `${at}.description`, 'Must be between 1 and 100 in length.');
}

function checkOptions({ options = [] }: Declared, at: string, depth: number, faults: Faults): void {
  faults.check(options.length <= 25, `${at}.options`, 'Must be 25 or fewer.');
  unique(options, at, faults);
  const nested = options.filter(({ type }) => type === SUBCOMMAND || type === GROUP).length;
  faults.check(
    nested === 0 || nested === options.length,
    at,
    'Sub-command and value options cannot be mixed',
  );
  let optional = false;
  for (const option of options) {
    const here = `${at}.${option.name}`;
    checkNamed(option, here, faults);
    if (option.type === GROUP) faults.check(depth === 0, here, 'Groups cannot be nested');
    if (option.type === GROUP || option.type === SUBCOMMAND) {
      faults.check(depth <= 1, here, 'Too deep');
      faults.check(option.type !== GROUP || option.options?.length, here, 'A group needs a subcommand');
      checkOptions(option, here, depth + 1, faults);
      continue;
    }
    faults.check([3, 4, 5, 10].includes(option.type ?? 0), here, 'Unknown type');
    faults.check(
      !(option.required && optional),
      here,
      'Required options must be placed before non-required options',
    );
    optional ||= option.required !== true;
    checkChoices(option, here, faults);
  }
}

function checkChoices(option: Declared, at: string, faults: Faults): void {
  const { choices = [], max_length: most } = option;
  faults.check(choices.length <= 25, `${at}.choices`, 'Must be 25 or fewer.');
  faults.check(
    choices.length === 0 || option.autocomplete !== true,
    at,
    'Choices and autocomplete exclude each other',
  );
  faults.check(
    option.autocomplete !== true || option.type === 3 || option.type === 10,
    at,
    'Cannot autocomplete',
  );
  faults.check(most === undefined || (option.type === 3 && most >= 1 && most <= 6000), at, 'Bad max_length');
  for (const { name, value } of choices) {
    faults.check(name.length >= 1 && name.length <= 100, `${at}.choices.name`, 'Must be between 1 and 100.');
    faults.check(
      value.length >= 1 && value.length <= 100,
      `${at}.choices.value`,
      'Must be between 1 and 100.',
    );
  }
}

function unique(all: readonly Declared[], at: string, faults: Faults): void {
  const names = new Set(all.map(({ name }) => name));
  faults.check(names.size === all.length, at, 'Application command option names must be unique');
}

function sizeOf({ name, description, options = [], choices = [] }: Declared): number {
  const own =
    name.length +
    description.length +
    choices.reduce((sum, one) => sum + one.name.length + one.value.length, 0);
  return options.reduce((sum, option) => sum + sizeOf(option), own);
}
