import { OpsError } from '../../errors.ts';
import type { StepKind } from '../steps/step.ts';
import { mayHaveBegun } from '../steps/support/begun.ts';
import type { Place } from './admission.ts';

/** What is known of whether the effect of one attempt, or of its probe, has begun. */
export interface Beginning {
  /** The place to work with: what begins there is seen here. */
  readonly place: Place;
  /** Whether it is certain that nothing has begun, of an attempt that ended with this error. */
  hasNot(error: unknown): boolean;
}

/** Watches an attempt begin. Only of a kind that announces what it does is anything known: all else may have begun. */
export function watchBeginning(kind: StepKind | undefined, place: Place): Beginning {
  const announces = kind?.announces === true;
  let begun = false;
  return {
    place: {
      ...place,
      begun() {
        begun = true;
        place.begun();
      },
    },
    hasNot: (error) => announces && (!begun || (error instanceof OpsError && !mayHaveBegun(error))),
  };
}
