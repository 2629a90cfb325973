import * as z from 'zod';
import { name, origin, path, variableName } from './primitives.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const operators = z.array(name).min(1);

/** Written by a setting, one of these would make the request another one. */
const OF_THE_REQUEST =
  /^(host|forwarded|x-forwarded-host|x-original-host|x-host|content-length|content-type|transfer-encoding|connection|te|trailer|upgrade|expect)$/i;

const credential = z.strictObject({
  variable: variableName.meta({
    description: 'Where its value comes from: SITE stands for KEYTURN_CREDENTIAL_SITE.',
  }),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'write the name of a header, such as Authorization or X-Api-Key')
    .refine((text) => !OF_THE_REQUEST.test(text), 'this header says what the request is, not who sends it')
    .default('Authorization'),
  scheme: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'write one word, such as Bearer')
    .optional()
    .meta({
      description:
        'The word before the value: `Bearer` for Authorization unless given, and for other headers none. With `Basic` the value is `user:password`; `none` is no word.',
    }),
  origins: z
    .array(origin)
    .min(1)
    .meta({ description: 'Where it may be sent, and nowhere else. Each is one that steps may call.' }),
});

export const system = z.strictObject({
  vars: z
    .record(variableName, text)
    .default({})
    .meta({ description: 'Values for the variables that the runbook declares.' }),
  workdir: path.optional().meta({ description: 'The folder that scripts are relative to.' }),
  path: z.array(path).default([]).meta({ description: 'Folders that are searched for programs first.' }),
  env: z
    .record(variableName, text)
    .default({})
    .meta({ description: 'Environment of every program, beside what a step declares. No secrets.' }),
  origins: z.array(origin).default([]).meta({
    description: 'Origins that steps may call. One written with an address or `localhost` may be private.',
  }),
  privateOrigins: z
    .array(origin)
    .default([])
    .meta({ description: 'Origins that steps may call although their names lead to private addresses.' }),
  databases: z
    .record(name, z.strictObject({ read: variableName, write: variableName.optional() }))
    .default({})
    .meta({
      description:
        'Databases that steps ask, each by the names of its addresses: ORDERS stands for KEYTURN_DATABASE_ORDERS. `read` is a role that may only select; without `write` nothing is changed.',
    }),
  services: z
    .strictObject({
      sudo: z.array(z.enum(['systemctl', 'journalctl', 'docker', 'docker-compose'])).default([]),
      compose: z.enum(['docker compose', 'docker-compose']).default('docker compose'),
    })
    .default({ sudo: [], compose: 'docker compose' })
    .meta({
      description:
        'How steps of the kind `service` reach services: programs that they change them with through `sudo -n`, and what compose is called on the host.',
    }),
  credentials: z.record(name, credential).default({}).meta({
    description: 'What services know this system by; a request names one, and no runbook spells the header.',
  }),
  writable: z.array(path).default([]).meta({
    description:
      'Folders in which steps of the kinds `setting` and `file` may read and change files, and in no other.',
  }),
  slots: z.record(name, z.unknown()).default({}).meta({
    description:
      'Steps for the slots of the runbook, each written as in a runbook. Without one it is done by hand.',
  }),
  channel: name.optional().meta({ description: 'The channel where what happens in this system is shown.' }),
  operators: z
    .strictObject({
      read: operators.optional(),
      low: operators.optional(),
      high: operators.optional(),
      critical: operators.optional(),
    })
    .default({})
    .meta({
      description: 'Roles that may ask for actions of each risk. Default: `linked`, everybody named here.',
    }),
});

export type WrittenSystem = z.infer<typeof system>;
