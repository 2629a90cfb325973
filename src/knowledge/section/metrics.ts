import { describeBound } from '../../runbook/definition/construct/bound.ts';
import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const metrics: Section<WrittenRunbook['metrics'][string]> = {
  noun: 'metric',
  title: 'Metrics',
  tell({ unit, from, target }) {
    const wanted = target && `Should be ${describeBound(target)}`;
    return {
      brief: [wanted, unit].filter(Boolean).join(' '),
      fields: fieldsOf({ 'Where it should be': target && describeBound(target), 'Counted in': unit }),
      actions: [from?.action],
    };
  },
};
