import { allStepsOf } from '../../construct/sequence.ts';
import type { Warning } from './warning.ts';

/** What an emergency that failed says is for whoever goes on: what is only said in a channel may tell nobody. */
export const warnOfUncalled: Warning = ({ actions }) =>
  Object.values(actions)
    .filter(({ breakGlass }) => breakGlass !== undefined)
    .flatMap((action) =>
      allStepsOf(action)
        .filter(
          ({ step, list }) => list === 'onFailure' && step.kind === 'notify' && isUncalled(step.written),
        )
        .map(({ list, index }) => ({
          path: ['actions', action.id, list, index],
          message: `'${action.id}' breaks the glass, and calls nobody where it says that it failed.`,
          suggestion: 'Name the roles that go on then: `calls: [on-call]`.',
        })),
    );

function isUncalled(written: unknown): boolean {
  const { severity, calls } = written as { readonly severity?: string; readonly calls?: unknown };
  return severity === 'danger' && calls === undefined;
}
