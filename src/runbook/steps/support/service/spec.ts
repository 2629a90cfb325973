import * as z from 'zod';
import { type SecretText, storedSecretText } from '../../../plan/text.ts';
import { VERBS, type Verb } from './written.ts';

/** What a plan keeps of a service and of what is done with it. */
export interface ServiceSpec {
  readonly does: Verb;
  /** A unit with its suffix, or a service of a compose file. */
  readonly service: string;
  readonly of: 'systemd' | 'compose';
  /** The folder that commands run in: that of the compose file. */
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  /** Names of those variables that the settings give to every program of the system. */
  readonly settings: readonly string[];
  /** What tells its state. */
  readonly look: readonly string[];
  /** What changes it, or reads its log; null where it is only looked at. */
  readonly act: readonly string[] | null;
  readonly withinMs: number;
  readonly steadyMs: number;
  readonly expect: 'up' | 'down' | null;
  readonly matching: string | null;
  /** What tells more of the containers that it finds. Absent: for units, and in plans of a version before. */
  readonly inspect?: readonly string[];
  /** The compose file as it was when somebody asked. Absent until then, for units, and where the run writes it before. */
  readonly file?: { readonly path: string; readonly sha256: string };
  /** Others that compose would read as well, or instead; null: not there. */
  readonly beside?: readonly { readonly path: string; readonly sha256: string | null }[];
  /** Those that the run writes before: nobody is bound to them as they were. */
  readonly changed?: readonly string[];
}

/** As a plan keeps it. */
export const stored: z.ZodType<ServiceSpec> = z.strictObject({
  does: z.enum(VERBS),
  service: z.string(),
  of: z.enum(['systemd', 'compose']),
  cwd: z.string(),
  path: z.array(z.string()),
  env: z.record(z.string(), storedSecretText),
  settings: z.array(z.string()),
  look: z.array(z.string()),
  act: z.array(z.string()).nullable(),
  withinMs: z.number(),
  steadyMs: z.number(),
  expect: z.enum(['up', 'down']).nullable(),
  matching: z.string().nullable(),
  inspect: z.array(z.string()).exactOptional(),
  file: z.strictObject({ path: z.string(), sha256: z.string() }).exactOptional(),
  beside: z.array(z.strictObject({ path: z.string(), sha256: z.string().nullable() })).exactOptional(),
  changed: z.array(z.string()).exactOptional(),
});
