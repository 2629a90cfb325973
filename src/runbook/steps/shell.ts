import * as z from 'zod';
import { defineStep } from './step.ts';
import { programName } from './support/command/command-line.ts';
import { program, programCommands } from './support/command/program.ts';
import { resolveProgram } from './support/command/resolve.ts';
import { type ProgramSpec, storedProgram } from './support/command/spec.ts';
import { argv, probeOf, programFields, type WrittenProgram } from './support/command/written.ts';

const written: z.ZodType<WrittenProgram> = z.strictObject({
  run: argv.meta({ description: 'Program and arguments, each an item of its own. No shell takes part.' }),
  ...programFields,
  probe: probeOf(argv),
});
const stored: z.ZodType<ProgramSpec> = z.strictObject(storedProgram);

/** Runs a program on the host. */
export const shell = defineStep<WrittenProgram, ProgramSpec>({
  ...program,
  kind: 'shell',
  summary: 'Runs a program with its arguments, without a shell.',
  written,
  stored,
  resolve(given, scope) {
    const spec = resolveProgram(given, scope);
    scope.target(`host:${programName(spec.argv)}`);
    return spec;
  },
  commandsOf: programCommands,
});
