import * as z from 'zod';
import { duration, timeLimit } from '../../../../duration.ts';
import { compilePattern } from '../../../../pattern/pattern.ts';
import { besideOtherFaults } from '../../../../written/beside.ts';

/** What is done with a service. */
export const VERBS = ['status', 'start', 'stop', 'restart', 'kill', 'logs'] as const;
export type Verb = (typeof VERBS)[number];
/** Those that change something, and then look whether it is so. */
export const CHANGING: readonly Verb[] = ['start', 'stop', 'restart', 'kill'];

/** Whether nothing of it may run afterwards. */
export function isEnding(does: Verb): boolean {
  return does === 'stop' || does === 'kill';
}

const WITHIN_MS = 30_000;
const STEADY_MS = 3_000;
const LINES = 100;
/** What people look at; a log is no place to copy one out of. */
const MOST_LINES = 1_000;
/** Characters of a line of a log that are looked through. */
export const LONGEST_LINE = 2_000;

const service = z.string().min(1).max(200).optional();
const lines = z.union([
  z.int().min(1).max(MOST_LINES),
  z.string().regex(/^\{\{.*\}\}$/, 'write a number, or a parameter such as "{{ params.lines }}"'),
]);
const pattern = z.string().superRefine((source, context) => {
  const compiled = compilePattern(source, LONGEST_LINE);
  if (!('why' in compiled)) return;
  const message = `'${source}' ${compiled.why}`;
  context.addIssue({ code: 'custom', message, params: { suggestion: compiled.instead } });
});

const fields = z.strictObject({
  status: service.meta({ description: 'The service that is looked at.' }),
  start: service.meta({ description: 'The service that is started.' }),
  stop: service.meta({ description: 'The service that is stopped.' }),
  restart: service.meta({ description: 'The service that is started anew.' }),
  kill: service.meta({ description: 'The service whose processes are ended at once, by SIGKILL.' }),
  logs: service.meta({ description: 'The service whose newest lines are read.' }),
  compose: z.string().min(1).optional().meta({
    description: 'The folder of its compose file. Absent: it is a unit of systemd.',
  }),
  recreate: z.literal(true).optional().meta({
    description: 'With `restart` and `compose`: in a new container, with the settings as they are then.',
  }),
  within: timeLimit.optional().meta({ description: 'So long it may take; default 30s.' }),
  steady: duration.optional().meta({
    description: 'So long it must then stay as it is, and with `status` have been up; default 3s.',
  }),
  expect: z.enum(['up', 'down']).optional().meta({ description: 'With `status`: anything else fails.' }),
  lines: lines.optional().meta({ description: `With \`logs\`: how many; default ${LINES}.` }),
  since: duration.optional().meta({ description: 'With `logs`: none that is older.' }),
  matching: pattern.optional().meta({ description: 'With `logs`: only lines in which this occurs.' }),
});
export type Written = z.output<typeof fields>;

const ONLY_WITH: readonly (readonly [keyof Written, readonly Verb[]])[] = [
  ['recreate', ['restart']],
  ['within', CHANGING],
  ['steady', [...CHANGING, 'status']],
  ['expect', ['status']],
  ['lines', ['logs']],
  ['since', ['logs']],
  ['matching', ['logs']],
];

export const written = fields.superRefine((given, context) => {
  const wrong = (path: readonly PropertyKey[], message: string, suggestion: string): void => {
    context.addIssue({ code: 'custom', path: [...path], message, params: { suggestion } });
  };
  const [does, other] = VERBS.filter((verb) => given[verb] !== undefined);
  if (does === undefined || other !== undefined) {
    const suggestion = `Write exactly one of ${VERBS.join(', ')}.`;
    wrong([], 'a service does not say what is done, or says it twice', suggestion);
    return;
  }
  for (const [key, verbs] of ONLY_WITH)
    if (given[key] !== undefined && !verbs.includes(does))
      wrong([key], `\`${key}\` says nothing of ${does}`, `Take it away; it is for ${verbs.join(', ')}.`);
  if (given.recreate !== undefined && given.compose === undefined)
    wrong(['recreate'], 'only a container is created anew', 'Take `recreate` away, or write `compose:`.');
}, besideOtherFaults());

/** What is done, and with which service. */
export function wantedOf(given: Written): { readonly does: Verb; readonly name: string } {
  const does = VERBS.find((verb) => given[verb] !== undefined) ?? 'status';
  return { does, name: given[does] ?? '' };
}

/** How long it may take until it is so, and how long it must stay so; in ms. */
export function patienceOf({ within = WITHIN_MS, steady = STEADY_MS }: Written): {
  readonly withinMs: number;
  readonly steadyMs: number;
} {
  return { withinMs: within, steadyMs: steady };
}

export function linesOf({ lines: given = LINES }: Written): string {
  return String(given);
}
