import { actionFindings } from './action.ts';
import type { Check } from './check.ts';
import { checkReferences } from './references.ts';
import { checkRisk } from './risk.ts';
import { checkRoles } from './roles.ts';
import { checkShortcuts } from './shortcuts.ts';
import { checkTemplates } from './templates.ts';
import { checkUnfilled } from './unfilled.ts';

const checkActions: Check = (runbook, { kinds, held }) =>
  Object.values(runbook.actions).flatMap((action) => actionFindings(runbook, action, kinds, { held }));

export const CHECKS: readonly Check[] = [
  checkRisk,
  checkActions,
  checkTemplates,
  checkUnfilled,
  checkShortcuts,
  checkReferences,
  checkRoles,
];
