import * as z from 'zod';
import { duration } from '../../duration.ts';
import { words } from '../../written/words.ts';
import { name, platformIds, slackId, snowflake } from './primitives.ts';

const consoleAccount = z.string().regex(/^[a-z0-9-]{1,32}$/, 'write lower-case letters, digits and dashes');

export const person = z.strictObject({
  name: words({ longest: 80 }).meta({ description: 'As it shows in chat.' }),
  kind: z
    .enum(['human', 'service'])
    .default('human')
    .meta({ description: 'A service may ask for actions but never votes.' }),
  accounts: z
    .strictObject({
      console: platformIds(consoleAccount).optional(),
      discord: platformIds(snowflake).optional(),
      slack: platformIds(slackId('UW', 'user')).optional(),
    })
    .default({})
    .meta({ description: 'The accounts of this person on each platform; an account belongs to one person.' }),
});

export const role = z.strictObject({
  members: z.array(name).default([]).meta({ description: 'People who hold the role directly.' }),
  discord: platformIds(snowflake)
    .optional()
    .meta({ description: 'Ids of roles of the Discord server whose members hold this role.' }),
  slack: platformIds(slackId('S', 'user group'))
    .optional()
    .meta({ description: 'Ids of Slack user groups whose members hold this role.' }),
  hold: duration
    .prefault('0s')
    .meta({ description: 'How long somebody must have held the role before it counts.' }),
});

export const channel = z
  .strictObject({
    console: platformIds(z.string().min(1).max(80)).optional(),
    discord: platformIds(snowflake).optional(),
    slack: platformIds(slackId('CG', 'channel')).optional(),
  })
  .meta({
    description: 'Where this channel is on each platform. On the console it has its own name by default.',
  });

export type WrittenPerson = z.infer<typeof person>;
export type WrittenRole = z.infer<typeof role>;
export type WrittenChannel = z.infer<typeof channel>;
