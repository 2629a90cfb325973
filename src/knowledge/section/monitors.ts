import { BAND_LEVELS, type BandLevel, type Monitor } from '../../runbook/definition/construct/monitor.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn, type Line, lineWith } from '../told.ts';
import { boundOf, titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

export const monitors: Section<Monitor> = {
  noun: 'monitor',
  title: 'Monitors',
  tell({ metric, every, bands, gap }, beside) {
    const lines = BAND_LEVELS.flatMap((level): readonly Line[] =>
      bandLine(level, bands[level], metric, beside),
    );
    return {
      brief: lines[0]?.text ?? '',
      fields: fieldsOf({
        'What is looked at': titleIn(beside.metrics, metric),
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

function bandLine(
  level: BandLevel,
  band: Monitor['bands'][BandLevel],
  metric: string,
  beside: Beside,
): readonly Line[] {
  if (band === undefined) return [];
  const ranges = band.when.map((range) => boundOf(range, metric, beside)).join(', or ');
  const alert = band.severity === undefined ? '' : `; raises an alert of ${band.severity}`;
  return [lineWith(band, `${level}: ${ranges}${alert}`)];
}
