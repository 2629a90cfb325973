import type { Json } from '../../canonical.ts';

/** What an integration may use while it works for a step. */
export interface EffectIo {
  /** The system whose step it is: what may be called is settled for each. */
  readonly system: string;
  /** The id of the run whose step it is. */
  readonly run: string;
  /** The step that calls, as its plan calls it. */
  readonly step: { readonly id: string; readonly title: string };
  readonly signal: AbortSignal;
  /** To be called right before each effect. @throws when the step was stopped, or the lease is too old to act on. */
  begin(): void;
  /** Does what may take long and is no effect yet (a name server, a disk), without holding up what else is to begin. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  output(stream: 'out' | 'err', text: string): void;
  /** The value of a secret, at the moment of use. @throws OpsError when it is not set. */
  secret(name: string): string;
}

/** The outside world, as the engine sees it. */
export type EffectPort = (integration: string, operation: string, input: Json, io: EffectIo) => Promise<Json>;
