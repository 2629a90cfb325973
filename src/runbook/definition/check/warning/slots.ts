import { suggestName } from '../../../../written/nearest.ts';
import type { Warning } from './warning.ts';

/** Slots that nobody has filled in, and steps of keyturn.yaml that fill none. */
export const warnOfSlots: Warning = (runbook, { fillings }) => {
  const names = Object.keys(runbook.slots);
  const open = runbook.unfilled.map((name) => ({
    path: ['slots', name],
    message: `Nobody has filled in the slot '${name}': it is done by hand, by two people.`,
    suggestion: `Write the step into keyturn.yaml: systems, ${runbook.id}, slots, ${name}.`,
  }));
  const strange = Object.keys(fillings)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['runbook'],
      message: `keyturn.yaml fills in a slot '${name}', which this runbook does not have.`,
      suggestion: suggestName(name, names),
    }));
  return [...open, ...strange];
};
