import { OpsError } from '../../errors.ts';
import type { StepKind } from '../steps/step.ts';
import { mayHaveBegun } from '../steps/support/begun.ts';
import type { Permit } from './admission.ts';

/** What is known of whether the effect of one attempt, or of its probe, has begun. */
export interface Beginning {
  /** The permit to work with: what begins under it is seen here. */
  readonly permit: Permit;
  /** Whether it is certain that nothing has begun, of an attempt that ended with this error. */
  hasNot(error: unknown): boolean;
}

/** Watches an attempt begin. Only of a kind that announces what it does is anything known: all else may have begun. */
export function watchBeginning(kind: StepKind | undefined, permit: Permit): Beginning {
  const announces = kind?.announces === true;
  let begun = false;
  return {
    permit: {
      ...permit,
      begun() {
        begun = true;
        permit.begun();
      },
    },
    hasNot: (error) => announces && (!begun || (error instanceof OpsError && !mayHaveBegun(error))),
  };
}
