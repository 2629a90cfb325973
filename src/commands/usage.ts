import type { Command, Option } from './command.ts';

/** How a command is written: `/ops run action:… [dry-run:true|false]`; what stands in brackets may be left out. */
export function usageOf(command: Command): string {
  const written = command.options.map((option) => {
    const text = `${option.name}:${valuesOf(option)}`;
    return mustBeGiven(command, option) ? text : `[${text}]`;
  });
  return [`/${command.path.join(' ')}`, ...written].join(' ');
}

/** A parameter of an action is never required of the platform, because a form asks for it; needed it is all the same. */
export function mustBeGiven({ action }: Command, { name, required }: Option): boolean {
  if (required) return true;
  const param = action?.params.find((one) => one.name === name);
  if (param?.required !== true || param.default !== undefined) return false;
  // What there is to pick is no value yet; what another action hands on is one.
  return param.type === 'pick' || param.from === undefined;
}

const MOST = 5;

function valuesOf({ type, choices = [] }: Option): string {
  if (type === 'boolean') return 'true|false';
  if (choices.length === 0) return '…';
  const shown = choices.slice(0, MOST).map(({ value }) => value);
  return [...shown, ...(choices.length > MOST ? ['…'] : [])].join('|');
}
