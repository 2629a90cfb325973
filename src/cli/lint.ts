import { lintRunbooks } from '../runbook/definition/lint.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';

export function lint(folder: string): void {
  const report = lintRunbooks(folder, stepKinds);
  console.log(report.text);
  process.exitCode = report.exitCode;
}
