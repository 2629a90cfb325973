import { basename, resolve } from 'node:path';
import { messageOf, OpsError } from '../errors.ts';
import { type Citation, citationsOf } from '../runbook/definition/citation/cited.ts';
import { formatProblem } from '../runbook/definition/lint.ts';
import { loadRunbook } from '../runbook/definition/load.ts';
import type { Merged } from '../runbook/definition/merge.ts';
import type { StepKinds } from '../runbook/steps/step.ts';

/** What a runbook cites. */
export interface CitingRunbook {
  readonly id: string;
  /** What it calls its document. */
  readonly document: string;
  readonly citations: readonly Citation[];
  readonly locate: Merged['locate'];
}

/**
 * What the runbook of one folder cites, whatever the settings of an installation are.
 * @throws OpsError when it is not valid, or was taken from no document: nobody could tell then what is placed
 */
export function readRunbook(folder: string, kinds: StepKinds): CitingRunbook {
  const { runbook, problems, written } = loaded(folder, kinds);
  if (runbook === undefined || written === undefined) {
    const why = `It is not valid:\n${problems.map(formatProblem).join('\n')}\n`;
    throw unreadable(folder, why, 'Mend it until keyturn lint is content, and look again.');
  }
  if (runbook.source === undefined) {
    const next = 'Write `source:` and the name of the document at its top.';
    throw unreadable(folder, 'It names no document that it was taken from.', next);
  }
  const { locate, value } = written;
  return { id: runbook.id, document: runbook.source, citations: citationsOf(value), locate };
}

function loaded(folder: string, kinds: StepKinds): ReturnType<typeof loadRunbook> {
  try {
    return loadRunbook(resolve(folder), kinds);
  } catch (error) {
    const next = `Name the folder of one runbook, such as runbooks/${basename(folder)}.`;
    throw unreadable(folder, `${messageOf(error)}.`, next);
  }
}

function unreadable(folder: string, why: string, next: string): OpsError {
  return new OpsError({
    code: 'coverage.runbook',
    what: `${folder}: The runbook cannot be read.`,
    why,
    next,
  });
}
