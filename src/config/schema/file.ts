import * as z from 'zod';
import { calls, commands, log, reactions, timing } from './behaviour.ts';
import { channel, person, role } from './people.ts';
import { platforms } from './platforms.ts';
import { name, path } from './primitives.ts';
import { risks } from './risks.ts';
import { system } from './system.ts';

/** A policy in its written form. Its schema belongs to a room above and is handed in. */
export type PolicySchema = z.ZodType<object>;

/** Used where no stricter schema was handed in. */
export const anyPolicy: PolicySchema = z.record(z.string(), z.json());

/** The whole of keyturn.yaml. Every section may be absent. */
export function fileSchema(policy: PolicySchema = anyPolicy) {
  return z.strictObject({
    environment: name
      .default('development')
      .meta({ description: 'Which environment this is. It is part of what people approve.' }),
    runbooks: path.default('runbooks').meta({ description: 'The folder with a folder for each runbook.' }),
    people: z.record(name, person).default({}),
    roles: z.record(name, role).default({}),
    administrators: name
      .optional()
      .meta({ description: 'The role whose members approve that somebody joins an account in chat.' }),
    reactions: reactions.prefault({}),
    channels: z.record(name, channel).default({}),
    systems: z.record(name, system).default({}),
    platforms: platforms.default({}),
    policies: z
      .record(name, policy)
      .default({})
      .meta({ description: 'Approval policies that replace those of the same name in runbooks.' }),
    risks: risks.prefault({}),
    timing: timing.prefault({}),
    calls: calls.prefault({}),
    commands: commands.prefault({}),
    log: log.prefault({}),
  });
}

export type WrittenFile = z.infer<ReturnType<typeof fileSchema>>;
