import { resolveBreakGlass } from '../../approval/review/policy.ts';
import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { describePolicy } from '../../runbook/plan/describe-policy.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const breakGlass: Section<WrittenRunbook['breakGlass'][string]> = {
  noun: 'break-glass policy',
  title: 'Policies of break-glass',
  tell(written) {
    const words = describePolicy({ kind: 'break-glass', policy: resolveBreakGlass(written) });
    return { brief: words, fields: fieldsOf({ 'Who may do what': words }) };
  },
};
