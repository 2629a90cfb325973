import { resolvePolicy } from '../../approval/policy.ts';
import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { describePolicy } from '../../runbook/plan/describe-policy.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const policies: Section<WrittenRunbook['policies'][string]> = {
  noun: 'policy',
  title: 'Policies of approval',
  tell(written) {
    const words = describePolicy({ kind: 'approval', policy: resolvePolicy(written) });
    return { brief: words, fields: fieldsOf({ 'Who must approve, at least': words }) };
  },
};
