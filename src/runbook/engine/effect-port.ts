import type { Json } from '../../canonical.ts';

/** What an integration may use while it works for a step. */
export interface EffectIo {
  readonly signal: AbortSignal;
  output(stream: 'out' | 'err', text: string): void;
  /** The value of a secret, at the moment of use. @throws OpsError when it is not set. */
  secret(name: string): string;
}

/** The outside world, as the engine sees it. */
export type EffectPort = (integration: string, operation: string, input: Json, io: EffectIo) => Promise<Json>;
