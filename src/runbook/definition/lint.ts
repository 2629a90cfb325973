import { compareProblems, type Problem } from '../../written/problem.ts';
import type { StepKinds } from '../steps/step.ts';
import { type LoadOptions, loadRunbooks } from './load.ts';
import { countWithoutEngine, type Runbook } from './runbook.ts';

export interface LintReport {
  /** One line a problem or warning, then a summary. */
  readonly text: string;
  /** 0 when everything is valid, whatever it leaves open; 1 when there are problems. */
  readonly exitCode: 0 | 1;
}

/** Checks a folder of runbooks for `keyturn lint`. */
export function lintRunbooks(folder: string, kinds: StepKinds, options: LoadOptions = {}): LintReport {
  const { runbooks, problems, warnings } = loadRunbooks(folder, kinds, options);
  const lines = [
    ...[...problems].sort(compareProblems).map(formatProblem),
    ...warnings().map((warning) => formatProblem({ ...warning, message: `warning: ${warning.message}` })),
  ];
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
  const space = lines.length === 0 ? [] : [''];
  return { text: [...lines, ...space, ...runbooks.flatMap(summary)].join('\n'), exitCode: 0 };
}

/** `file:line:column: message suggestion`, the form that editors and CI make clickable. */
export function formatProblem({ file, line, column, message, suggestion }: Problem): string {
  return `${file}:${line}:${column}: ${message}${suggestion === '' ? '' : ` ${suggestion}`}`;
}

function summary(runbook: Runbook): readonly string[] {
  const count = Object.keys(runbook.actions).length;
  const idle = countWithoutEngine(runbook);
  return [
    `${runbook.id}: valid, ${count} ${count === 1 ? 'action' : 'actions'}, definition ${runbook.digest.slice(0, 12)}.`,
    ...(idle.length === 0
      ? []
      : [`${runbook.id}: checked, and carried out by nothing yet: ${idle.join(', ')}.`]),
  ];
}
