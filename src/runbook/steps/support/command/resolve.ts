import { resolve } from 'node:path';
import { placeholdersOf } from '../../../plan/template.ts';
import { type SecretText, secretText } from '../../../plan/text.ts';
import type { Scope } from '../../step.ts';
import { refuseChosenEnvironment, resolveCommand, valueInCode } from './command-line.ts';
import { readCommand } from './read-command.ts';
import type { ProbeSpec, ProgramSpec } from './spec.ts';
import { KEPT_BYTES, type WrittenProgram } from './written.ts';

/** Fills in the values of a plan; where one of them would decide what runs, that is told with its place. */
export function resolveProgram(given: WrittenProgram, scope: Scope): ProgramSpec {
  const command = resolveCommand(given.run, scope.at('run'));
  const { probe, env: own = {} } = given;
  const settings = Object.keys(scope.env ?? {}).filter((name) => !Object.hasOwn(own, name));
  return {
    argv: command,
    cwd:
      given.cwd === undefined
        ? scope.workdir
        : resolve(scope.workdir, scope.at('cwd').fixed(given.cwd, 'the folder of a program')),
    path: scope.path ?? [],
    env: Object.fromEntries(
      Object.entries({ ...scope.env, ...own }).map(([name, text]) => [
        name,
        environmentText(name, text, scope.at('env', name)),
      ]),
    ),
    ...(settings.length === 0 ? {} : { settings: settings.toSorted() }),
    stdin: given.stdin === undefined ? null : inputOf(given.run, given.stdin, scope.at('stdin')),
    exits: { '0': 'ok', ...given.exits },
    parse: given.parse ?? null,
    ...(given.find === undefined ? {} : { find: given.find }),
    probe: probe === undefined ? null : resolveProbe(probe, scope.at('probe')),
    maxOutput: given.maxOutput ?? KEPT_BYTES,
  };
}

function environmentText(name: string, text: string, scope: Scope): SecretText {
  refuseChosenEnvironment(name, text, scope);
  return secretText(text, scope);
}

/** What a program reads, unless that would be run. */
function inputOf(run: readonly string[], text: string, scope: Scope): SecretText {
  const language = readCommand(run).runsInput;
  const [value] = placeholdersOf(text);
  if (language !== undefined && value !== undefined) scope.wrong(valueInCode(value.written, language));
  return secretText(text, scope);
}

function resolveProbe(probe: NonNullable<WrittenProgram['probe']>, scope: Scope): ProbeSpec {
  const { run, exits, json } = Array.isArray(probe) ? { run: probe } : probe;
  return {
    argv: resolveCommand(run, Array.isArray(probe) ? scope : scope.at('run')),
    // 1 is also what a probe ends with that crashed: it means `not-done` only where the runbook says so.
    exits: exits ?? { '0': 'done' },
    json: json ?? null,
  };
}
