import type { Warning } from './warning.ts';

/** An emergency asks nobody what became of a step: where it fails or is in doubt, its way down is all that follows. */
export const warnOfNoWayDown: Warning = ({ actions }) =>
  Object.values(actions)
    // A part of others goes their way down.
    .filter(({ breakGlass, internal }) => breakGlass !== undefined && !internal)
    .filter(({ onFailure = [], always = [] }) => onFailure.length + always.length === 0)
    .map(({ id }) => ({
      path: ['actions', id, 'breakGlass'],
      message: `'${id}' breaks the glass and has no way down: nobody is asked about a step in doubt, and nothing follows it.`,
      suggestion:
        'Add `onFailure:`: stop it by another means, look, and say what is not stopped (`severity: danger`, `calls`).',
    }));
