import * as z from 'zod';
import { words } from '../../written/words.ts';
import { address, name, slackId, snowflake } from './primitives.ts';

const persona = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'write lower-case letters, digits and dashes'),
  name: words({ longest: 80 }),
  title: z.string().max(80).default(''),
  bot: z.boolean().default(false).meta({ description: 'Acts as a bot account, which can never vote.' }),
});

const console = z.strictObject({
  addr: address.prefault('127.0.0.1:4310'),
  personas: z
    .array(persona)
    .optional()
    .meta({ description: 'Accounts to act as. Default: the console account of every person.' }),
  allowInProduction: z.boolean().default(false),
});

const categories = z
  .strictObject({
    public: snowflake.optional().meta({ description: 'For channels that whoever sees the category sees.' }),
    private: snowflake.optional().meta({
      description: 'For channels that only the invited see. Default: the one for public channels.',
    }),
    archive: snowflake
      .optional()
      .meta({ description: 'Where archived channels go. Default: they stay where they are.' }),
  })
  .default({})
  .meta({
    description: 'Categories of the server in which Keyturn opens channels. Default: it opens none.',
  });

const discord = z.strictObject({
  guild: snowflake.optional().meta({ description: 'Id of the server; DISCORD_GUILD_ID goes before it.' }),
  servers: z
    .record(name, z.union([snowflake, z.strictObject({ id: snowflake, categories })]))
    .default({})
    .refine((servers) => !Object.hasOwn(servers, 'main'), {
      error: 'The server of guild is called main.',
      params: { suggestion: 'Choose another name for this one.' },
    })
    .meta({
      description:
        'More servers by names of your choice, each with its id, or with { id, categories }; the one of guild is called main. Channels and roles then say whose they are.',
    }),
  categories,
});

const slack = z.strictObject({
  workspaces: z
    .record(
      name,
      z.strictObject({
        team: slackId('TE', 'workspace').optional().meta({ description: 'Id of the workspace.' }),
      }),
    )
    .default({})
    .meta({
      description:
        'Workspaces by a name of your choice. With one, SLACK_BOT_TOKEN and so on are its secrets; with several, SLACK_BOT_TOKEN_<NAME>.',
    }),
});

export const platforms = z.strictObject({
  console: console.optional(),
  discord: discord.optional(),
  slack: slack.optional(),
});

export type WrittenPlatforms = z.infer<typeof platforms>;
