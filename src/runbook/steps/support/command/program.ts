import { SOME_TEXT } from '../../../plan/possible.ts';
import type { NamedCommand, StepDeclaration } from '../../step.ts';
import { foundShape } from '../find.ts';
import { callProgram, reapProgram } from './call.ts';
import { briefProgram, describeProgram } from './describe.ts';
import { judgeProbe, judgeProgram } from './judge.ts';
import { printsSecret } from './secret-words.ts';
import type { ProgramSpec } from './spec.ts';
import { PLAIN_MEANINGS, type WrittenProgram } from './written.ts';

type OfEachKind = 'kind' | 'summary' | 'written' | 'stored' | 'resolve' | 'commandsOf';

/** What all kinds of steps that start a program have in common: how it may end, how it is shown, started, judged and stopped. */
export const program = {
  defaultEffect: undefined,
  announces: true,
  outcomesOf: ({ exits = {} }) => Object.values(exits).filter((meaning) => !PLAIN_MEANINGS.includes(meaning)),
  leavesDoubt: ({ exits = {} }) => Object.values(exits).includes('in-doubt'),
  keysPrintedBy: ({ run }) => printsSecret(run),
  printed: ['stdout', 'json', 'text', 'found'],
  possibleResults: () => ({
    // Null for a program that was ended by a signal.
    exit: [
      { type: 'number', min: 0, max: 255, whole: true },
      { type: 'value', value: null },
    ],
    ms: [{ type: 'number', min: 0 }],
    stdout: SOME_TEXT,
    text: SOME_TEXT,
  }),
  resultOf: ({ parse, find }) => ({
    exit: 'always',
    ms: 'always',
    stdout: 'always',
    ...(parse === 'json' ? { json: 'anything' } : {}),
    ...(parse === 'text' ? { text: 'always' } : {}),
    ...foundShape(find),
  }),
  describe: describeProgram,
  brief: briefProgram,
  async execute(spec, context) {
    return judgeProgram(spec, await callProgram(spec, spec.argv, context), context);
  },
  reap: reapProgram,
  async probe(spec, context) {
    if (spec.probe === null) return undefined;
    const result = await callProgram(spec, spec.probe.argv, context);
    return judgeProbe(spec.probe, spec, result, context.now());
  },
} as const satisfies Omit<StepDeclaration<WrittenProgram, ProgramSpec>, OfEachKind>;

/** The command lines of a program: its own, and that of its probe. */
export function programCommands({
  argv,
  cwd,
  path,
  env,
  settings = [],
  probe,
  kept,
}: ProgramSpec): readonly NamedCommand[] {
  const variables = Object.entries(env).map(([name, text]) => ({
    name,
    value: text.filter((piece) => typeof piece === 'string').join(''),
    ofSettings: settings.includes(name),
  }));
  const lines = probe === null ? [argv] : [argv, probe.argv];
  return lines.map((line) => ({
    argv: line,
    cwd,
    path,
    env: variables,
    ...(kept === undefined ? {} : { kept }),
  }));
}
