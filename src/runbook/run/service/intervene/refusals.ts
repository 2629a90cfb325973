import type { Refusal } from '../../../../errors.ts';
import type { Standing } from '../../../../people/standing.ts';
import { refuseUnproved } from '../../../../people/unproved.ts';
import type { Run } from '../../run.ts';
import { stateInWords } from '../../words.ts';

/** Where people find a run: on its card, which is called what the run is. */
export function cardOf({ plan }: Pick<Run, 'plan'>): string {
  return `the current card of "${plan.title}"`;
}

export function forged(run: Run): Refusal {
  return {
    code: 'run.forged',
    what: 'Nothing was changed:',
    why: `what the database says about "${run.plan.title}" is not what Keyturn wrote.`,
    next: 'Run `keyturn audit verify`: somebody may have written to the database.',
  };
}

export function unknownRun(runId: string): Refusal {
  return {
    code: 'run.unknown',
    what: 'Nothing was changed:',
    why: `there is no run ${runId}.`,
    next: 'Look at the latest runs with /ops status.',
  };
}

export function notAPerson(what: string, standing: Standing | undefined): Refusal {
  const unproved = standing && refuseUnproved(what, standing);
  return (
    unproved ?? {
      code: 'run.not-a-person',
      what,
      why: 'only active people in the settings can do this.',
      next: 'Ask a colleague, or an administrator to add you to the people in keyturn.yaml.',
    }
  );
}

export function over(what: string, run: Run): Refusal {
  return {
    code: 'run.ended',
    what,
    why: `it has ended already: ${stateInWords(run)}.`,
    next: 'Nothing needs to be done. Ask for the action again if it is still needed.',
  };
}

/** Whoever ends such a run says what they saw, and has a say in it: that is Abort, and nothing else is. */
export function inDoubt(what: string, run: Run): Refusal {
  return {
    code: 'run.in-doubt',
    what,
    why: 'nobody knows whether one of its steps took effect.',
    next: `Say on ${cardOf(run)} what you saw: Abort ends it.`,
  };
}

export function onWayDown(what: string, run: Run): Refusal {
  return {
    code: 'run.on-its-way-down',
    what,
    why: 'what it does has ended, and it is on its way down.',
    next: `To stop that as well, choose Leave the rest undone on ${cardOf(run)}.`,
  };
}
