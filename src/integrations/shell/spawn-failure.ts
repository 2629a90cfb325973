import { existsSync } from 'node:fs';
import { OpsError } from '../../errors.ts';

/** What a program that could not be started means for a person. Nothing has run when this is thrown. */
export function spawnFailure(error: NodeJS.ErrnoException, program: string, cwd: string): OpsError {
  const { code, why, next } = explain(error, program, cwd);
  return new OpsError(
    { code, what: `${program} was not started.`, why, next },
    // The cause holds the whole command line; the arguments are in the plan already.
    { cause: error },
  );
}

function explain(error: NodeJS.ErrnoException, program: string, cwd: string) {
  if (!existsSync(cwd)) {
    return {
      code: 'shell.no-workdir',
      why: `The folder ${cwd} does not exist.`,
      next: 'Correct `workdir` of this system in the settings, then run the action again.',
    };
  }
  switch (error.code) {
    case 'ENOENT':
      return {
        code: 'shell.not-found',
        why: program.includes('/') ? 'There is no such file.' : 'It is in no folder of PATH.',
        next: 'Check `workdir` and `path` of this system in the settings, or install the program.',
      };
    case 'EACCES':
      return {
        code: 'shell.not-executable',
        why: 'The file is not executable.',
        next: `Run: chmod +x ${program}`,
      };
    case 'ENOEXEC':
      return {
        code: 'shell.no-interpreter',
        why: 'The file is neither a program nor a script with a first line like #!/bin/sh.',
        next: `Give ${program} a first line that names its interpreter.`,
      };
    case 'E2BIG':
      return {
        code: 'shell.arguments-too-long',
        why: 'The arguments are longer than the system allows.',
        next: 'Shorten the parameters, or have the runbook pass them on standard input.',
      };
    default:
      return {
        code: 'shell.not-started',
        why: `The system answered ${error.code ?? error.message}.`,
        next: 'Check the host that Keyturn runs on (memory, number of processes), then run it again.',
      };
  }
}
