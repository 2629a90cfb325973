import { describeSecretText } from '../../../plan/text.ts';
import { describeJsonExpectations } from '../expectation.ts';
import { describePatterns } from '../find.ts';
import { describeCommand } from './command-line.ts';
import type { ProgramSpec } from './spec.ts';
import { OTHER } from './written.ts';

/** What people approve, a line each. */
export function describeProgram(spec: ProgramSpec): readonly string[] {
  const outcomes = Object.entries(spec.exits).filter(([, meaning]) => meaning !== 'ok');
  return [
    `$ ${describeCommand(spec.argv)}`,
    `in ${spec.cwd}`,
    ...spec.path.map((folder) => `programs first from ${folder}`),
    ...Object.entries(spec.env).map(([name, text]) => `${name}=${describeSecretText(text)}`),
    ...describeInput(spec),
    ...outcomes.map(([code, meaning]) => meaningInWords(code, meaning)),
    ...describePatterns(spec.find),
    ...(spec.probe === null ? [] : [`after a crash asks: ${describeCommand(spec.probe.argv)}`]),
    ...(spec.probe?.json ? describeJsonExpectations(spec.probe.json) : []),
    ...Object.entries(spec.probe?.exits ?? {})
      .filter(([, meaning]) => meaning === 'not-done')
      .map(([code]) => `its exit code ${code} means that it did not happen`),
  ];
}

function meaningInWords(code: string, meaning: string): string {
  const codes = code === OTHER ? 'any other exit code' : `exit code ${code}`;
  return meaning === 'in-doubt'
    ? `after ${codes} nobody knows whether it took effect`
    : `${codes} means ${meaning}`;
}

/** What must be seen at the first look: the command line, and what it is given to read. */
export function briefProgram(spec: ProgramSpec): readonly string[] {
  return [`$ ${describeCommand(asTyped(spec))}`, ...describeInput(spec)];
}

/** A line for what it reads from standard input; none where it reads nothing. */
function describeInput({ stdin }: Pick<ProgramSpec, 'stdin'>): readonly string[] {
  return stdin === null ? [] : [`input: ${describeSecretText(stdin)}`];
}

/**
 * A command line as it would be typed in the folder that it runs in, a script by its place in the runbook. Its arguments stay as
 * the program gets them.
 */
function asTyped({ cwd, argv, kept }: ProgramSpec): readonly string[] {
  const [program = '', ...rest] = argv;
  if (kept === undefined) return [below(cwd, program), ...rest];
  const [script = '', ...given] = rest;
  return [below(cwd, program), below(kept.folder, script), ...given];
}

/** A path as it would be typed in a folder that it lies in. */
function below(folder: string, path: string): string {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
