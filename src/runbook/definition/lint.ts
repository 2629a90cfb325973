import { compareProblems, type Problem } from '../../written/problem.ts';
import type { StepKinds } from '../steps/step.ts';
import { type LoadOptions, loadRunbooks } from './load.ts';
import type { Runbook } from './runbook.ts';

export interface LintReport {
  /** One line a problem, then a summary. */
  readonly text: string;
  /** 0 when everything is valid, 1 when there are problems. */
  readonly exitCode: 0 | 1;
}

/** Checks a folder of runbooks for `keyturn lint`. */
export function lintRunbooks(folder: string, kinds: StepKinds, options: LoadOptions = {}): LintReport {
  const { runbooks, problems } = loadRunbooks(folder, kinds, options);
  const lines = [...problems].sort(compareProblems).map(formatProblem);
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    return { text: [...lines, '', `${count} in ${folder}.`].join('\n'), exitCode: 1 };
  }
  if (runbooks.length === 0) {
    return {
      text: `There is no runbook in ${folder}. Put YAML files into ${folder}/<system>/.`,
      exitCode: 1,
    };
  }
  return { text: runbooks.map(summary).join('\n'), exitCode: 0 };
}

/** `file:line:column: message suggestion`, the form that editors and CI make clickable. */
export function formatProblem({ file, line, column, message, suggestion }: Problem): string {
  return `${file}:${line}:${column}: ${message}${suggestion === '' ? '' : ` ${suggestion}`}`;
}

function summary(runbook: Runbook): string {
  const count = Object.keys(runbook.actions).length;
  return `${runbook.id}: valid, ${count} ${count === 1 ? 'action' : 'actions'}, definition ${runbook.digest.slice(0, 12)}.`;
}
