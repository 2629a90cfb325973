import type * as z from 'zod';
import type { Json } from '../canonical.ts';

/** What an operation may use besides its input. */
export interface Io {
  /** The system whose step calls, e.g. `shop`. */
  readonly system: string;
  readonly signal: AbortSignal;
  /** To be called right before each effect. @throws when the step was stopped, or its worker may not act any more. */
  begin(): void;
  /** Does what may take long and is no effect yet (a name server, a disk), without holding up what else is to begin. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  output(stream: 'out' | 'err', text: string): void;
  /** The value of a secret by name, at the moment of use. @throws OpsError when it is not set. */
  secret(name: string): string;
}

export interface Operation<Input = unknown> {
  readonly input: z.ZodType<Input>;
  run(input: Input, io: Io): Promise<Json>;
}

/** An outside system. Leaves: they import neither each other nor the database. */
export interface Integration {
  readonly id: string;
  readonly summary: string;
  readonly operations: { readonly [name: string]: Operation };
  /** For `keyturn doctor`: what is wrong with the settings or the connection, and what to do. */
  check?(): Promise<readonly string[]>;
}

export function defineIntegration(integration: Integration): Integration {
  return integration;
}

export function defineOperation<Input>(operation: Operation<Input>): Operation {
  return operation as Operation;
}
