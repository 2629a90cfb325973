import { describeBound } from '../../runbook/definition/construct/bound.ts';
import { BAND_LEVELS, type Monitor } from '../../runbook/definition/construct/monitor.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn, type Line } from '../told.ts';
import type { Section } from './section.ts';

export const monitors: Section<Monitor> = {
  noun: 'monitor',
  title: 'Monitors',
  tell({ metric, every, bands, gap }) {
    const lines = BAND_LEVELS.flatMap((level): readonly Line[] => {
      const band = bands[level];
      if (band === undefined) return [];
      const alert = band.severity === undefined ? '' : `; raises an alert of ${band.severity}`;
      return [
        { text: `${level}: ${band.when.map(describeBound).join(', or ')}${alert}`, source: band.source },
      ];
    });
    return {
      brief: lines[0]?.text ?? '',
      fields: fieldsOf({
        'Looked at every': every === undefined ? undefined : durationWords(every),
        'In no band': gap,
      }),
      lines,
      items: [
        itemIn('metrics', metric),
        ...BAND_LEVELS.map((level) => itemIn('procedures', bands[level]?.opens)),
      ],
    };
  },
};
