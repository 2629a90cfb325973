import type { Runbook } from '../../runbook/definition/runbook.ts';
import { type Check, type Diagnosis, orOk, warning } from '../check.ts';

/** Steps that this installation has not filled in: each is done by hand, by two people, until it is. */
export function slotsCheck(load: () => Promise<readonly Runbook[]>): Check {
  return {
    id: 'slots',
    async run() {
      return orOk((await load()).flatMap(openIn), 'Every step that this installation fills in is filled in.');
    },
  };
}

function openIn({ id, slots, unfilled }: Runbook): readonly Diagnosis[] {
  return unfilled.map((name) => {
    const { title = name, manual = '' } = slots[name] ?? {};
    const says = `The slot ${name} of ${id} (${title}) is not filled in, so two people do it by hand: ${manual}`;
    return warning(
      says,
      `Write what does it into keyturn.yaml: systems.${id}.slots.${name}: { shell: { run: [program] }, effect: idempotent }, or another kind of step.`,
    );
  });
}
