import { resolve } from 'node:path';
import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { rendered } from '../../terminal/render.ts';
import { printedJson } from '../../values/printed-json.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { placeholdersOf } from '../plan/template.ts';
import { describeSecretText, type SecretText, secretText, storedSecretText } from '../plan/text.ts';
import { defineStep, type Scope, type StepContext, type StepOutcome } from './step.ts';
import { mayHaveBegun } from './support/begun.ts';
import {
  describeCommand,
  programName,
  refuseChosenEnvironment,
  resolveCommand,
  valueInCode,
} from './support/command/command-line.ts';
import { readCommand } from './support/command/read-command.ts';
import { evidenceOf } from './support/evidence.ts';
import {
  describeJsonExpectations,
  type JsonExpectations,
  jsonExpectations,
  storedJsonExpectations,
} from './support/expectation.ts';
import {
  describePatterns,
  type Found,
  findIn,
  foundBy,
  foundShape,
  type Patterns,
  patterns,
} from './support/find.ts';
import { foreignEnd } from './support/foreign-end.ts';
import { printedText, textBy } from './support/printed-text.ts';

const KEPT_BYTES = 1024 * 1024;
const SHOWN_CHARACTERS = 8_000;

const argv = z.array(z.string().min(1)).min(1);
const outcome = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'an outcome is written in lower case with hyphens')
  .refine((name) => !['succeeded', 'failed', 'cancelled', 'refused'].includes(name), {
    error: 'how a run ends is no outcome of a step',
    params: { suggestion: 'Write ok, or name what was found, e.g. threat.' },
  });
const exitCode = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,2})$/, 'an exit code is a number of at most 255')
  .refine((code) => Number(code) <= 255, 'an exit code is a number of at most 255');

const probeExits = z
  .record(exitCode, z.enum(['done', 'not-done']))
  .meta({ description: 'Default: 0 is done. Any other code means that nobody can tell.' });

const written = z.strictObject({
  run: argv.meta({ description: 'Program and arguments, each an item of its own. No shell takes part.' }),
  cwd: z.string().min(1).optional(),
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/i), z.string()).optional(),
  stdin: z.string().optional(),
  exits: z
    .record(exitCode, outcome)
    .optional()
    .meta({ description: 'What exit codes mean: `ok` or an outcome. Any other code fails the step.' }),
  parse: z.enum(['json', 'text']).optional().meta({
    description:
      'How later steps have what it prints: as {{ steps.<id>.json.… }}, or as one value, {{ steps.<id>.text }}.',
  }),
  find: patterns.optional().meta({
    description:
      'Names, each with a pattern whose one group is the value: {{ steps.<id>.found.<name> }}. Looks at the end of what it prints.',
  }),
  probe: z
    .union([
      argv,
      z.strictObject({ run: argv, exits: probeExits.optional(), json: jsonExpectations.optional() }),
    ])
    .optional()
    .meta({
      description: 'Tells after a crash whether it happened, by its exit code and by what its JSON shows.',
    }),
  maxOutput: z
    .int()
    .positive()
    .max(KEPT_BYTES)
    .optional()
    .meta({ description: 'Bytes of output kept for later steps.' }),
});
type Written = z.infer<typeof written>;

interface ProbeSpec {
  readonly argv: readonly string[];
  readonly exits: Readonly<Record<string, 'done' | 'not-done'>>;
  readonly json: JsonExpectations | null;
}

interface ShellSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  /** Names of those variables that are as the settings give them to every program of the system; absent: none. */
  readonly settings?: readonly string[];
  readonly stdin: SecretText | null;
  readonly exits: Readonly<Record<string, string>>;
  readonly parse: 'json' | 'text' | null;
  /** Absent: nothing is looked for in what it prints. */
  readonly find?: Patterns;
  readonly probe: ProbeSpec | null;
  readonly maxOutput: number;
}

const stored: z.ZodType<ShellSpec> = z.strictObject({
  argv: z.array(z.string()),
  cwd: z.string(),
  path: z.array(z.string()),
  env: z.record(z.string(), storedSecretText),
  settings: z.array(z.string()).exactOptional(),
  stdin: storedSecretText.nullable(),
  exits: z.record(z.string(), z.string()),
  parse: z.enum(['json', 'text']).nullable(),
  find: z.record(z.string(), z.string()).exactOptional(),
  probe: z
    .strictObject({
      argv: z.array(z.string()),
      exits: z.record(z.string(), z.enum(['done', 'not-done'])),
      json: storedJsonExpectations.nullable(),
    })
    .nullable(),
  maxOutput: z.number(),
});

/** A number that holds a secret comes back as text. Whatever was done is done: nothing of it is refused for that. */
const shellResult = z.object({
  exit: z.number().nullable(),
  signal: z.string().nullable(),
  stdout: z.string(),
  dropped: z.union([z.number(), z.string().transform(() => Number.MAX_SAFE_INTEGER)]),
  ms: z.union([z.number(), z.string()]),
});
type ShellResult = z.infer<typeof shellResult>;
const reaped = z.object({ left: z.number() });

/** Runs a program on the host. */
export const shell = defineStep<Written, ShellSpec>({
  kind: 'shell',
  summary: 'Runs a program with its arguments, without a shell.',
  written,
  stored,
  defaultEffect: undefined,
  announces: true,
  outcomesOf: ({ exits = {} }) => Object.values(exits).filter((meaning) => meaning !== 'ok'),
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
  resolve: resolveShell,
  commandsOf({ argv, cwd, path, env, settings = [], probe }) {
    const variables = Object.entries(env).map(([name, text]) => ({
      name,
      value: text.filter((piece) => typeof piece === 'string').join(''),
      ofSettings: settings.includes(name),
    }));
    const lines = probe === null ? [argv] : [argv, probe.argv];
    return lines.map((line) => ({ argv: line, cwd, path, env: variables }));
  },
  describe: describeShell,
  brief({ argv, cwd, stdin }) {
    return [
      `$ ${describeCommand(asTyped(cwd, argv))}`,
      ...(stdin === null ? [] : [`input: ${describeSecretText(stdin)}`]),
    ];
  },
  async execute(spec, context) {
    try {
      return judge(spec, await call(spec, spec.argv, context), context);
    } catch (error) {
      if (mayHaveBegun(error)) return { status: 'uncertain', reason: error.message };
      throw error;
    }
  },
  async reap(context) {
    const answer = await context.effect('shell', 'reap', { step: stepOf(context), upTo: context.attempt });
    return reaped.parse(answer).left;
  },
  async probe(spec, context) {
    if (spec.probe === null) return undefined;
    const result = await call(spec, spec.probe.argv, context);
    return judgeProbe(spec.probe, spec, result, context.now());
  },
});

function resolveShell(given: Written, scope: Scope): ShellSpec {
  const command = resolveCommand(given.run, scope.at('run'));
  scope.target(`host:${programName(command)}`);
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

function resolveProbe(probe: NonNullable<Written['probe']>, scope: Scope): ProbeSpec {
  const { run, exits, json } = Array.isArray(probe) ? { run: probe } : probe;
  return {
    argv: resolveCommand(run, Array.isArray(probe) ? scope : scope.at('run')),
    // 1 is also what a probe ends with that crashed: it means `not-done` only where the runbook says so.
    exits: exits ?? { '0': 'done' },
    json: json ?? null,
  };
}

function describeShell(spec: ShellSpec): readonly string[] {
  const outcomes = Object.entries(spec.exits).filter(([, meaning]) => meaning !== 'ok');
  return [
    `$ ${describeCommand(spec.argv)}`,
    `in ${spec.cwd}`,
    ...spec.path.map((folder) => `programs first from ${folder}`),
    ...Object.entries(spec.env).map(([name, text]) => `${name}=${describeSecretText(text)}`),
    ...(spec.stdin === null ? [] : [`input: ${describeSecretText(spec.stdin)}`]),
    ...outcomes.map(([code, meaning]) => `exit code ${code} means ${meaning}`),
    ...describePatterns(spec.find),
    ...(spec.probe === null ? [] : [`after a crash asks: ${describeCommand(spec.probe.argv)}`]),
    ...(spec.probe?.json ? describeJsonExpectations(spec.probe.json) : []),
    ...Object.entries(spec.probe?.exits ?? {})
      .filter(([, meaning]) => meaning === 'not-done')
      .map(([code]) => `its exit code ${code} means that it did not happen`),
  ];
}

/** A command line as it would be typed in the folder that it runs in. Its arguments stay as the program gets them. */
function asTyped(cwd: string, [program = '', ...rest]: readonly string[]): readonly string[] {
  const folder = cwd.endsWith('/') ? cwd : `${cwd}/`;
  return [program.startsWith(folder) ? program.slice(folder.length) : program, ...rest];
}

async function call(spec: ShellSpec, command: readonly string[], context: StepContext): Promise<ShellResult> {
  const result = await context.effect('shell', 'run', {
    argv: command,
    cwd: spec.cwd,
    path: spec.path,
    env: spec.env,
    stdin: spec.stdin,
    maxOutput: spec.maxOutput,
    files: context.files as unknown as Json,
    step: stepOf(context),
    attempt: context.attempt,
  });
  return shellResult.parse(result);
}

function stepOf(context: StepContext): string {
  return `${context.runId}/${context.stepId}`;
}

async function judge(
  spec: ShellSpec,
  { exit, signal, stdout, dropped, ms }: ShellResult,
  context: StepContext,
): Promise<StepOutcome> {
  const printed = spec.parse === 'json' ? printedJson(stdout) : undefined;
  const whole = spec.parse === 'text' ? printedText(stdout, dropped) : undefined;
  const searched = spec.find === undefined ? undefined : searchedIn(stdout, dropped, spec.find);
  const result = {
    exit,
    ms,
    stdout: shownText(stdout),
    ...(printed !== undefined && 'value' in printed ? { json: printed.value } : {}),
    ...textBy(whole),
    ...foundBy(searched),
  };
  const name = programName(spec.argv);
  const meaning = spec.exits[String(exit)];
  if (meaning === undefined) {
    const cutOffBy = foreignEnd(exit, signal);
    const words = await context.lastWords();
    const said = words === '' ? '' : `: ${words}`;
    if (cutOffBy !== undefined) {
      const reason = `${name} was ended by ${cutOffBy}, which Keyturn did not send; whether it took effect is not known${said}`;
      return { status: 'uncertain', reason, cutOff: 'surely' };
    }
    const reason = `${name} ended with exit code ${exit}${said}`;
    return { status: 'failed', reason, next: READ_IT, result, cutOff: 'perhaps' };
  }
  if (printed !== undefined && 'problem' in printed) {
    const isRead = 'isAmbiguous' in printed;
    const said = isRead ? printed.problem : `it printed no JSON: ${printed.problem}`;
    const why = dropped > 0 ? 'its output was too long to be kept' : said;
    return { status: 'failed', reason: `${name} gave no result: ${why}`, next: nextWithout(context), result };
  }
  for (const taken of [whole, searched]) {
    if (taken === undefined || !('problem' in taken)) continue;
    const reason = `${name} gave no result: ${taken.problem}`;
    return { status: 'failed', reason, next: nextWithout(context), result };
  }
  return { status: 'succeeded', result, ...(meaning === 'ok' ? {} : { outcome: meaning }) };
}

/** What was cut off may hold another value than what was kept. */
function searchedIn(stdout: string, dropped: number, find: Patterns): Found {
  return dropped > 0 ? { problem: 'its output was too long to be kept' } : findIn(stdout, find);
}

/** A program that ended well has done what it does, whatever it printed: to run it again may do that twice. */
function nextWithout({ changes }: StepContext): string {
  return changes
    ? 'The program ended well, so what it does is done: read the output of this step, and look there before the action is run again.'
    : READ_IT;
}

const READ_IT = 'Read the output of this step, mend what it names, then run the action again.';

/** The beginning of what was printed, as a terminal would show it. */
function shownText(printed: string): string {
  return rendered(printed.slice(0, 4 * SHOWN_CHARACTERS)).slice(0, SHOWN_CHARACTERS);
}

function judgeProbe(
  { exits, json }: ProbeSpec,
  { parse, find }: Pick<ShellSpec, 'parse' | 'find'>,
  result: ShellResult,
  now: Date,
): StepOutcome | undefined {
  const meaning = exits[String(result.exit)];
  if (meaning === undefined) return undefined;
  if (meaning === 'not-done') return notDone('the probe says that it did not happen');
  const printed = printedJson(result.stdout);
  const searched = find === undefined ? undefined : searchedIn(result.stdout, result.dropped, find);
  const shown = {
    probed: true,
    exit: result.exit,
    ms: result.ms,
    stdout: shownText(result.stdout),
    ...textBy(parse === 'text' ? printedText(result.stdout, result.dropped) : undefined),
    ...foundBy(searched),
  };
  // Later steps may ask for the `json`, the `text` and the `found` of this one, as if it had just run.
  const happened: StepOutcome = {
    status: 'succeeded',
    result: 'value' in printed ? { ...shown, json: printed.value } : shown,
  };
  if (json === null) return happened;
  // What was cut out of its output may be what it says.
  if ('problem' in printed || result.dropped > 0) return undefined;
  const evidence = evidenceOf(printed.value, json, now);
  if (evidence === undefined) return undefined;
  return evidence.done ? happened : notDone(evidence.because);
}

function notDone(reason: string): StepOutcome {
  return { status: 'failed', reason, next: READ_IT };
}
