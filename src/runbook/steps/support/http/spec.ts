import * as z from 'zod';
import type { Json } from '../../../../canonical.ts';
import { timeLimit } from '../../../../duration.ts';
import { besideOtherFaults } from '../../../../written/beside.ts';
import { type SecretText, storedSecretText } from '../../../plan/text.ts';
import { jsonExpectations, storedJsonExpectations } from '../expectation.ts';
import { type Patterns, patterns } from '../find.ts';

const json: z.ZodType<Json> = z.json();
const httpStatus = z.int().min(100).max(599);
/** A server that fails says nothing of what became of an effect. */
const answerStatus = z.int().min(100).max(499);
const expectation = z.strictObject({
  status: z.union([httpStatus, z.array(httpStatus).min(1)]).optional(),
  json: jsonExpectations.optional(),
  within: timeLimit.optional().meta({ description: 'Longest time to the whole answer.' }),
});

const url = z.string().min(1);
const probe = z
  .strictObject({
    get: url,
    expect: expectation,
    notDone: z
      .union([answerStatus, z.array(answerStatus).min(1)])
      .optional()
      .meta({ description: 'Statuses that say that it did not happen, e.g. 404.' }),
  })
  .refine(({ expect }) => expect.status !== undefined || Object.keys(expect.json ?? {}).length > 0, {
    message: 'a probe says by which status or which value it is known that it happened',
    params: { suggestion: 'Add `expect: { status: 200 }`, or a value under `expect: { json: … }`.' },
    ...besideOtherFaults('expect'),
  })
  .refine(
    ({ expect, notDone }) =>
      ![expect.status ?? []].flat().some((status) => [notDone].flat().includes(status)),
    {
      message: 'a status cannot say both that it happened and that it did not',
      params: { suggestion: 'Take it out of expect or out of notDone.' },
      ...besideOtherFaults('expect', 'notDone'),
    },
  )
  .meta({
    description:
      'Tells after a crash whether it happened. An answer that `expect` and `notDone` do not speak of means that nobody can tell.',
  });
/** A request as it stands in a runbook. */
export const written = z
  .strictObject({
    get: url.optional(),
    head: url.optional().meta({ description: 'Like get, for status and time alone: no body comes.' }),
    post: url.optional(),
    put: url.optional(),
    delete: url.optional(),
    headers: z.record(z.string().regex(/^[\w-]+$/), z.string()).optional(),
    credential: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'write the name under which keyturn.yaml has it')
      .optional()
      .meta({
        description: 'What the service knows us by: one of `credentials` of the system in keyturn.yaml.',
      }),
    json: json
      .optional()
      .meta({ description: 'Body, sent as JSON. Its texts may hold parameters and secrets.' }),
    expect: expectation.optional(),
    find: patterns.optional().meta({
      description:
        'Names, each with a pattern whose one group is the value: {{ steps.<id>.found.<name> }}. Looks at the end of the body.',
    }),
    probe: probe.optional(),
  })
  .refine((given) => methodsOf(given).length === 1, {
    message: 'a request has one method',
    params: { suggestion: 'Write exactly one of get, head, post, put, delete, each with its address.' },
    ...besideOtherFaults(),
  })
  .refine(
    ({ head, expect, find }) => head === undefined || (expect?.json === undefined && find === undefined),
    {
      message: 'the answer to head has no body to look at',
      params: { suggestion: 'Write `get`, or expect a status alone.' },
      ...besideOtherFaults('head', 'expect', 'find'),
    },
  );
export type Written = z.infer<typeof written>;
export type Expectation = z.output<typeof expectation>;

/** A request as it is planned. */
export interface HttpSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, SecretText>>;
  readonly body: SecretText | null;
  /** Sent with it, and with its probe; the value is looked up at the moment of use. Absent: none is. */
  readonly credential?: SentCredential;
  readonly expect: Expectation;
  /** Absent: nothing is looked for in its body. */
  readonly find?: Patterns;
  readonly probe: ProbeSpec | null;
}

export interface SentCredential {
  readonly name: string;
  readonly header: string;
}

export interface ProbeSpec {
  readonly url: string;
  readonly expect: Expectation;
  readonly notDone?: readonly number[];
}

const storedExpectation: z.ZodType<Expectation> = z.strictObject({
  // Not as it is written: a plan may be older than a rule about that.
  status: z.union([z.number(), z.array(z.number())]).optional(),
  json: storedJsonExpectations.optional(),
  within: z.number().optional(),
});
/** A request as a plan keeps it. */
export const stored: z.ZodType<HttpSpec> = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']),
  url: z.string(),
  headers: z.record(z.string(), storedSecretText),
  body: storedSecretText.nullable(),
  credential: z.strictObject({ name: z.string(), header: z.string() }).exactOptional(),
  expect: storedExpectation,
  find: z.record(z.string(), z.string()).exactOptional(),
  probe: z
    .strictObject({
      url: z.string(),
      expect: storedExpectation,
      notDone: z.array(z.number()).exactOptional(),
    })
    .nullable(),
});

/** What came back. */
export interface HttpResult {
  readonly status: number;
  readonly body: Json;
  /** Text where the number holds a secret. */
  readonly ms: number | string;
  /** Whether that is longer than the step allows, as whoever measured it says. Absent: nobody says so. */
  readonly late?: boolean;
}
export const httpResult: z.ZodType<HttpResult> = z.object({
  status: z.number(),
  body: z.custom<Json>((value) => value !== undefined),
  ms: z.union([z.number(), z.string()]),
  late: z.boolean().exactOptional(),
});

/** Of the five, those that are written. */
export function methodsOf(given: { [key: string]: unknown }): string[] {
  return ['get', 'head', 'post', 'put', 'delete'].filter((method) => given[method] !== undefined);
}
