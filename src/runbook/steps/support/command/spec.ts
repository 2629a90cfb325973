import * as z from 'zod';
import { type SecretText, storedSecretText } from '../../../plan/text.ts';
import { type JsonExpectations, storedJsonExpectations } from '../expectation.ts';
import type { Patterns } from '../find.ts';

/** What is asked after a crash, and what its answer means. */
export interface ProbeSpec {
  readonly argv: readonly string[];
  readonly exits: Readonly<Record<string, 'done' | 'not-done'>>;
  readonly json: JsonExpectations | null;
}

/** Files that a runbook keeps beside its definition. */
export interface KeptFiles {
  /** The runbook's folder, absolute. */
  readonly folder: string;
  /** Relative to the folder, the script first. */
  readonly files: readonly string[];
}

/** What a plan keeps of a program that is to be started. */
export interface ProgramSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  /** Names of those variables that are as the settings give them to every program of the system; absent: none. */
  readonly settings?: readonly string[];
  readonly stdin: SecretText | null;
  readonly exits: Readonly<Record<string, string>>;
  readonly parse: 'json' | 'text' | null;
  /** Absent: nothing is looked for in what it prints. */
  readonly find?: Patterns;
  readonly probe: ProbeSpec | null;
  readonly maxOutput: number;
  /** Absent: what it runs is kept elsewhere. */
  readonly kept?: KeptFiles;
}

/** The same, as it is read of a plan. */
export const storedProgram = {
  argv: z.array(z.string()),
  cwd: z.string(),
  path: z.array(z.string()),
  env: z.record(z.string(), storedSecretText),
  settings: z.array(z.string()).exactOptional(),
  stdin: storedSecretText.nullable(),
  exits: z.record(z.string(), z.string()),
  parse: z.enum(['json', 'text']).nullable(),
  find: z.record(z.string(), z.string()).exactOptional(),
  probe: z
    .strictObject({
      argv: z.array(z.string()),
      exits: z.record(z.string(), z.enum(['done', 'not-done'])),
      json: storedJsonExpectations.nullable(),
    })
    .nullable(),
  maxOutput: z.number(),
};

export const storedKept: z.ZodType<KeptFiles> = z.strictObject({
  folder: z.string(),
  files: z.array(z.string()),
});
