import type { Check } from './check.ts';
import { checkReferences } from './references.ts';
import { checkRisk } from './risk.ts';
import { checkRoles } from './roles.ts';
import { checkShortcuts } from './shortcuts.ts';
import { checkSteps } from './steps.ts';
import { checkTemplates } from './templates.ts';

export const CHECKS: readonly Check[] = [
  checkReferences,
  checkRisk,
  checkSteps,
  checkTemplates,
  checkShortcuts,
  checkRoles,
];
