import { isAbsolute, join } from 'node:path';
import { isGiven, placeholdersOf } from '../../../plan/template.ts';
import type { DefinitionProblem, Scope } from '../../step.ts';
import { choosesWhatRuns } from './environment.ts';
import { readCommand } from './read-command.ts';
import { refuseSecrets } from './secret-words.ts';

/** In the place of the program, which is resolved apart. */
const STAND_IN = 'program';

/**
 * Resolves a command line. A program with a slash is a file under the system's folder, one without is looked up in
 * PATH when it runs. No value of a person may stand where it decides what runs.
 */
export function resolveCommand(items: readonly string[], scope: Scope): readonly string[] {
  const [written = ''] = items;
  const program = scope.at(0).fixed(written, 'the path of a program');
  refuseSecrets(items, scope);
  for (const { index, role, language } of readCommand(items).deciding) {
    if (role === 'choice') refuseChoice(items[index] ?? '', `what ${language} runs`, scope.at(index));
    else {
      const [value] = placeholdersOf(items[index] ?? '');
      if (value === undefined) continue;
      scope
        .at(index)
        .wrong(role === 'code' ? valueInCode(value.written, language) : undecided(value.written, language));
    }
  }
  const [, ...rest] = scope.argv([STAND_IN, ...items.slice(1)]);
  return [program.includes('/') && !isAbsolute(program) ? join(scope.workdir, program) : program, ...rest];
}

/**
 * A variable of the environment whose value says what runs or is loaded, such as PATH or NODE_OPTIONS, is the author's. PATH must
 * be known while it is planned: what runs is what is found there.
 */
export function refuseChosenEnvironment(name: string, text: string, scope: Scope): void {
  const secret = placeholdersOf(text).find((one) => one.scope === 'secrets');
  if (name === 'PATH' && secret !== undefined)
    scope.wrong({
      message: `${secret.written} stands in PATH: nobody who approves could know which program runs.`,
      suggestion: 'Write the folders out, or list them under path of the system in the settings.',
    });
  if (choosesWhatRuns(name)) refuseChoice(text, `${name}, which says what programs run or load`, scope);
}

function refuseChoice(text: string, what: string, scope: Scope): void {
  const value = placeholdersOf(text).find(isGiven);
  if (value === undefined) return;
  scope.wrong({
    message: `${value.written} stands in ${what}: whoever gives the value would choose what runs.`,
    suggestion:
      'Write it out or take a variable; let a value be an argument behind the program, or write an action for each.',
  });
}

/** For an item of which nobody knows whether it is run. */
function undecided(value: string, language: string): DefinitionProblem {
  return {
    message: `${value} stands behind an option of ${language} that lint does not know: nobody can tell whether ${language} runs the value.`,
    suggestion:
      'Write that option and its value as one item (--option=value), or put the call into a script of the system and give it the value.',
  };
}

/** For a text that a program is given to run. */
export function valueInCode(value: string, language: string): DefinitionProblem {
  return {
    message: `${value} stands in a text that ${language} runs as a program: whoever gives the value could run anything.`,
    suggestion:
      'Give it as an argument of its own, or in env, and let the text read it, as in [bash, -c, \'echo "$1"\', run, "{{ params.name }}"].',
  };
}

/** The items one by one, quoted wherever a reader could take them for something else. */
export function describeCommand(argv: readonly string[]): string {
  return argv.map((item) => (/^[\w@%+=:,./-]+$/.test(item) ? item : JSON.stringify(item))).join(' ');
}

/** The program as its author knows it: the last two parts of its path. */
export function programName(argv: readonly string[]): string {
  return (argv[0] ?? '').split('/').slice(-2).join('/');
}
