import type { SystemAccess } from '../../../people/decision.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Runbook } from '../runbook.ts';

/** What keyturn.yaml says that a definition is checked against, as far as it is known. */
export interface KnownSettings {
  /** Values of variables. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Roles that somebody may hold; absent: nobody knows. */
  readonly held?: readonly string[] | undefined;
  /** Who may ask for actions of each risk. */
  readonly operators?: SystemAccess;
}

/** What the checks of one action know besides it. */
export interface Known extends KnownSettings {
  readonly kinds: StepKinds;
  readonly runbook: Runbook;
  readonly vars: Readonly<Record<string, string>>;
  readonly operators: SystemAccess;
}
