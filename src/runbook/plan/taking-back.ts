import { utc } from '../../approval/words.ts';
import { quoted } from '../../values/quoted.ts';
import type { PlannedTakingBack, StandingEmergency } from './plan.ts';

/** What an action takes back of what stands, a sentence each; none where nothing does. */
export function takingBackInWords(takesBack: PlannedTakingBack | undefined): readonly string[] {
  if (takesBack === undefined) return [];
  const { emergencies, more = 0 } = takesBack;
  return [
    ...emergencies.map(emergencyInWords),
    ...(more === 0
      ? []
      : [`Takes back: ${more} more ${more === 1 ? 'emergency that stands' : 'emergencies that stand'}`]),
  ];
}

/** `Takes back: "Pause trading", begun by Ana Ruiz at 2026-11-02 09:12:04 UTC (run-7k2m9q4t), “A stolen session”` */
function emergencyInWords({ title, by, at, run, reason, state, same }: StandingEmergency): string {
  const why = reason === undefined ? '' : `, ${quoted(reason)}`;
  const how = state === undefined ? '' : `; ${STATES[state]}`;
  const of = same === undefined ? '' : `, where it is of the same ${same.join(' and ')}`;
  return `Takes back${of}: "${title}", begun by ${by} at ${utc(new Date(at))} (${run})${why}${how}`;
}

const STATES: Readonly<Record<NonNullable<StandingEmergency['state']>, string>> = {
  'under-way': 'it is still under way',
  'in-doubt': 'it is in doubt, and nobody knows how far it came',
  failed: 'it failed, and nobody knows how far it came',
  cancelled: 'it was cancelled, and nobody knows how far it came',
  altered: 'it may still stand; its record was altered; run keyturn audit verify',
};
