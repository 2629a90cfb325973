import { actionFindings } from './action.ts';
import type { Check } from './check.ts';
import { checkCircles } from './circles.ts';
import { checkConditions } from './conditions.ts';
import { checkKept } from './kept.ts';
import { checkReferences } from './references.ts';
import { checkRisk } from './risk.ts';
import { checkRoles } from './roles.ts';
import { checkSchedules } from './schedules.ts';
import { checkShortcuts } from './shortcuts.ts';
import { checkTemplates } from './templates.ts';
import { checkUnfilled } from './unfilled.ts';
import { warnOfNoWayDown } from './warning/no-way-down.ts';
import { warnOfSlots } from './warning/slots.ts';
import { warnOfUncalled } from './warning/uncalled.ts';
import { warnOfUnchecked } from './warning/unchecked.ts';
import { warnOfUnincluded } from './warning/unincluded.ts';
import { warnOfUnrehearsed } from './warning/unrehearsed.ts';
import type { Warning } from './warning/warning.ts';

const checkActions: Check = (runbook, { kinds, held }) =>
  Object.values(runbook.actions).flatMap((action) => actionFindings(runbook, action, kinds, { held }));

export const CHECKS: readonly Check[] = [
  checkRisk,
  checkActions,
  checkTemplates,
  checkKept,
  checkUnfilled,
  checkShortcuts,
  checkReferences,
  checkCircles,
  checkConditions,
  checkRoles,
  checkSchedules,
];

/** What a sound runbook may leave open, if it says why. */
export const WARNINGS: readonly Warning[] = [
  warnOfUnchecked,
  warnOfUnrehearsed,
  warnOfSlots,
  warnOfUnincluded,
  warnOfUncalled,
  warnOfNoWayDown,
];
