import { join } from 'node:path';
import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { besideOtherFaults } from '../../written/beside.ts';
import { defineStep, type Scope } from './step.ts';
import { program, programCommands } from './support/command/program.ts';
import { resolveProgram } from './support/command/resolve.ts';
import { type KeptFiles, type ProgramSpec, storedKept, storedProgram } from './support/command/spec.ts';
import { argv, probeOf, programFields, type WrittenProgram } from './support/command/written.ts';
import { jsonPieces, typed } from './support/json-pieces.ts';

/** What a script is given to. What stands before it is its path, and what is found there is said or bound like any program. */
const INTERPRETER = /^(?:.*\/)?(?:python(?:\d+(?:\.\d+)?)?|node|bash)$/;
/** Neither an option nor a way out of the folder. */
const KEPT = /^(?![-/~])(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\0\\{}]+$/;
const BELOW = 'write a path below the folder of the runbook, such as scripts/pause.py';

const keptPath = z.string().max(300).regex(KEPT, BELOW);
const line = argv.superRefine(([interpreter = '', script], context) => {
  if (!INTERPRETER.test(interpreter)) {
    const message = `'${interpreter}' is no interpreter of scripts`;
    const suggestion = 'Begin with python3, node or bash, or with the path of one.';
    context.addIssue({ code: 'custom', path: [0], message, params: { suggestion } });
  }
  const read = keptPath.safeParse(script ?? '');
  if (!read.success)
    context.addIssue({
      code: 'custom',
      path: script === undefined ? [] : [1],
      message: 'the script is the second item, and lies in the folder of the runbook',
      params: { suggestion: `${BELOW.replace('write', 'Write')}.` },
    });
});
const json: z.ZodType<Json> = z.json();

interface Written extends WrittenProgram {
  readonly json?: Json | undefined;
  readonly files?: readonly string[] | undefined;
}
const written: z.ZodType<Written> = z
  .strictObject({
    run: line.meta({
      description: 'An interpreter, the script in the folder of the runbook, and its arguments.',
    }),
    json: json.optional().meta({ description: 'What it reads from standard input, as JSON.' }),
    files: z
      .array(keptPath)
      .max(50)
      .optional()
      .meta({ description: 'What it reads of the folder of the runbook, such as a module beside it.' }),
    ...programFields,
    probe: probeOf(line),
  })
  .refine((given) => given.json === undefined || given.stdin === undefined, {
    message: 'a script reads one thing from standard input',
    params: { suggestion: 'Write `json:` or `stdin:`.' },
    ...besideOtherFaults(),
  });
interface ScriptSpec extends ProgramSpec {
  readonly kept: KeptFiles;
}
const stored: z.ZodType<ScriptSpec> = z.strictObject({ ...storedProgram, kept: storedKept });

/** Runs a script that the runbook keeps: its content is part of the definition, and of what people approve. */
export const script = defineStep<Written, ScriptSpec>({
  ...program,
  kind: 'script',
  summary: 'Runs a script that is kept in the folder of the runbook.',
  written,
  stored,
  filesOf,
  resolve(given, scope) {
    const { json: input, files: _files, ...rest } = given;
    const spec = resolveProgram({ ...rest, ...placed(given, scope) }, scope);
    const [name = ''] = given.run.slice(1);
    scope.target(`script:${name}`);
    return {
      ...spec,
      stdin: input === undefined ? spec.stdin : jsonPieces(input, scope.at('json'), typed),
      kept: { folder: scope.folder, files: filesOf(given) },
    };
  },
  commandsOf: programCommands,
});

/** The script first, then what else of the folder is run or read. */
function filesOf({ run, probe, files = [] }: Written): readonly string[] {
  const scripts = [run, ...(probe === undefined ? [] : [lineOf(probe)])].map(([, name = '']) => name);
  return [...new Set([...scripts, ...files])];
}

/** The command lines with their scripts where the folder of the runbook is. */
function placed({ run, probe }: Written, { folder }: Scope): Pick<WrittenProgram, 'run' | 'probe'> {
  const place = ([interpreter = '', name = '', ...rest]: readonly string[]): string[] => [
    interpreter,
    join(folder, name),
    ...rest,
  ];
  if (probe === undefined) return { run: place(run) };
  if (Array.isArray(probe)) return { run: place(run), probe: place(probe) };
  return { run: place(run), probe: { ...probe, run: place(probe.run) } };
}

function lineOf(probe: NonNullable<Written['probe']>): readonly string[] {
  return Array.isArray(probe) ? probe : probe.run;
}
