import * as z from 'zod';
import { Secret } from '../secret.ts';
import { address } from './primitives.ts';

/** A value that must not be printed; it is wrapped before anybody else sees it. */
const hidden = (text: z.ZodString) => text.transform((value) => new Secret(value)).meta({ secret: true });
const secret = (check: RegExp, advice: string) => hidden(z.string().regex(check, advice));

const anySecret = secret(/\S/, 'set a value');
const url = z.url({ protocol: /^https?$/, error: 'write a full URL such as https://api.example.com' });
const UNREADABLE =
  'write the port as a number up to 65535, and in the name and the password @ as %40, : as %3A, / as %2F, # as %23 and ? as %3F';
const postgresUrl = hidden(
  z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, {
      error: 'write an address such as postgres://keyturn:…@localhost:5432/keyturn',
      abort: true,
    })
    .refine((text) => URL.canParse(text), UNREADABLE),
);

const botToken = secret(/^xoxb-/, 'set the bot token, which begins with xoxb-');
const appToken = secret(/^xapp-/, 'set the app-level token, which begins with xapp-');

/** Environment variables with a fixed name. */
export const namedVariables = z.object({
  KEYTURN_CONFIG: z
    .string()
    .optional()
    .meta({ description: 'Path of keyturn.yaml. Default: in the current folder.' }),
  KEYTURN_HOME: z
    .string()
    .default('.keyturn')
    .meta({ description: 'Folder for state: database, key of the log.' }),
  KEYTURN_LOG_KEY: anySecret
    .optional()
    .meta({ description: 'Signing key of the log. Default: a file in KEYTURN_HOME.' }),
  KEYTURN_TOTP_KEY: secret(
    /^[A-Za-z0-9+/]{43}=$/,
    'set 32 random bytes in base64, e.g. of `openssl rand -base64 32`',
  )
    .optional()
    .meta({ description: 'Seals the secrets of authenticators. Default: a file in KEYTURN_HOME.' }),
  DATABASE_URL: postgresUrl
    .optional()
    .meta({ description: 'Postgres. Default: an embedded database in KEYTURN_HOME.' }),
  HTTP_ADDR: address
    .prefault('127.0.0.1:4300')
    .meta({ description: 'Where deliveries of chat platforms arrive.' }),
  HEALTH_ADDR: address
    .prefault('127.0.0.1:4301')
    .meta({ description: 'Where a supervisor asks for health; not for the public.' }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ description: 'Least severe log line that is written.' }),
  DISCORD_TOKEN: anySecret.optional().meta({ description: 'Bot token.' }),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{17,20}$/, 'write the id of the server, 17 to 20 digits')
    .optional()
    .meta({ description: 'Id of the server.' }),
  DISCORD_API_URL: url.default('https://discord.com/api').meta({ description: 'Base of the API.' }),
  SLACK_BOT_TOKEN: botToken.optional().meta({ description: 'Bot token.' }),
  SLACK_SIGNING_SECRET: anySecret.optional().meta({ description: 'For deliveries over HTTP.' }),
  SLACK_APP_TOKEN: appToken.optional().meta({ description: 'For Socket Mode.' }),
  SLACK_API_URL: url.default('https://slack.com/api/').meta({ description: 'Base of the API.' }),
});

/** Families of variables whose names end in a name of the operator's choice. */
export const FAMILIES = {
  database: {
    prefix: 'KEYTURN_DATABASE_',
    description: 'Address of a database that steps ask, with one of the names under `databases` of a system.',
  },
  credential: {
    prefix: 'KEYTURN_CREDENTIAL_',
    description: 'Value of a credential, with one of the names under `credentials` of a system.',
  },
  runbookSecret: { prefix: 'KEYTURN_SECRET_', description: 'Value of `{{ secrets.<NAME> }}` in runbooks.' },
  slackBot: { prefix: 'SLACK_BOT_TOKEN_', description: 'Bot token of the workspace <NAME>.' },
  slackSigning: { prefix: 'SLACK_SIGNING_SECRET_', description: 'Signing secret of the workspace <NAME>.' },
  slackApp: { prefix: 'SLACK_APP_TOKEN_', description: 'App-level token of the workspace <NAME>.' },
} as const;

const family = <T extends z.ZodType>(schema: T) => z.record(z.string(), schema).default({});

/** The environment with its families sorted out: see `readEnvironment`. */
export const environmentSchema = z.object({
  named: namedVariables,
  families: z.object({
    database: family(postgresUrl),
    credential: family(
      secret(/^[!-~](?:[ -~]*[!-~])?$/, 'set a value of one line in plain letters, without blanks around it'),
    ),
    runbookSecret: family(anySecret),
    slackBot: family(botToken),
    slackSigning: family(anySecret),
    slackApp: family(appToken),
  }),
});

export type WrittenEnvironment = z.infer<typeof environmentSchema>;
export const VARIABLE_NAMES: readonly string[] = Object.keys(namedVariables.shape);

/** Whether the value of a variable may be shown in a message. */
export function isSecretVariable(variable: string): boolean {
  const schema = (namedVariables.shape as Readonly<Record<string, z.ZodType>>)[variable];
  if (schema === undefined) return true;
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return inner.meta()?.secret === true;
}
