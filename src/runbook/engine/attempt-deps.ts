import type { Logger } from 'pino';
import type { Redactor } from '../../redaction/redactor.ts';
import type { StepKinds } from '../steps/step.ts';
import type { EffectPort } from './effect-port.ts';

/** What it takes to carry out an attempt, and to stop what it left running. */
export interface AttemptDeps {
  readonly kinds: StepKinds;
  readonly effects: EffectPort;
  /** The value of a secret by name. @throws OpsError when it is not set. */
  readonly secret: (name: string) => string;
  /** Knows every secret that any step may use. */
  readonly redactor: Redactor;
  /** Unique for this start of this process. */
  readonly workerId: string;
  readonly log: Logger;
}
