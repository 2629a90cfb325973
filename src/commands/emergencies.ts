import { type DraftControl, draftButton } from '../chat/draft.ts';
import { labelsWithin } from '../chat/fit.ts';
import { duration } from '../chat/time-text.ts';
import { isRefusal, Logged, OpsError } from '../errors.ts';
import type { StandingEmergency } from '../runbook/plan/plan.ts';
import { RUN } from '../runbook/run/run.ts';
import type { CommandContext, Reply } from './command.ts';

/** More are found on the cards of their systems. */
const WAYS = 3;
const LABEL = 60;
const MINUTE_MS = 60_000;

/** The emergencies that stand or are under way, a line each. @param now as seen from when */
export function emergencyLines(all: readonly StandingEmergency[], now: Date): readonly string[] {
  return all.map((one) => {
    const { title, by, at, state } = one;
    const [head, tail] = state === undefined ? STANDS : STATES[state];
    return `${head}: "${title}" (begun by ${by}, ${ago(new Date(at), now)}${tail}).`;
  });
}

const STANDS = ['Emergency that stands', '; nothing has taken it back'] as const;

const STATES: Readonly<Record<NonNullable<StandingEmergency['state']>, readonly [string, string]>> = {
  'under-way': ['Emergency under way', ''],
  'in-doubt': ['Emergency under way', '; nobody knows how far it came'],
  failed: ['Emergency that stands', '; its run failed, and its card says what it stopped'],
  cancelled: ['Emergency that stands', '; its run was cancelled, and its card says what it stopped'],
  altered: ['Emergency that may stand', '; its record was altered, run keyturn audit verify'],
};

function ago(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  return ms < MINUTE_MS ? 'just now' : `${duration(Math.floor(ms / MINUTE_MS) * MINUTE_MS)} ago`;
}

/** To their cards; one whose record was altered has none to be trusted. */
export function waysToEmergencies(all: readonly StandingEmergency[]): readonly DraftControl[] {
  const shown = all.filter(({ state }) => state !== 'altered').slice(0, WAYS);
  const labels = labelsWithin(
    shown.map(({ title }) => title),
    LABEL,
  );
  return shown.map(({ run }, index) =>
    draftButton(`Show: ${labels[index] ?? ''}`, 'subject.open', { subject: RUN.subject(run) }),
  );
}

/** Has the form, or the refusal, of something that is asked of a system say which of its emergencies stand or are under way. */
export async function besideEmergencies(
  { services }: CommandContext,
  system: string,
  ask: () => Promise<Reply>,
): Promise<Reply> {
  const reply = await ask().catch(async (error: unknown) => {
    if (!isRefusal(error)) throw error;
    throw await told(services, system, error);
  });
  if (reply.type !== 'form') return reply;
  const { form } = reply;
  const intro = form.intro ?? '';
  const others = (await services.runs.emergencies(system)).filter(({ run }) => !intro.includes(run));
  if (others.length === 0) return reply;
  const lines = emergencyLines(others, await services.now());
  return { ...reply, form: { ...form, intro: [...lines, intro].filter(Boolean).join('\n') } };
}

async function told(
  { runs, now }: CommandContext['services'],
  system: string,
  error: OpsError,
): Promise<OpsError> {
  const { shows = [], next } = error.refusal;
  const named = shows.map(({ subject }) => subject);
  const others = (await runs.emergencies(system)).filter(
    ({ run }) => !next.includes(run) && !named.includes(RUN.subject(run)),
  );
  if (others.length === 0) return error;
  const refusal = {
    ...error.refusal,
    beside: emergencyLines(others, await now()),
    shows: [
      ...shows,
      ...others
        .filter(({ state }) => state !== 'altered')
        .slice(0, WAYS)
        .map(({ run, title }) => ({ subject: RUN.subject(run), title: `Show: ${title}` })),
    ],
  };
  const options = { cause: error };
  return error instanceof Logged ? new Logged(refusal, options) : new OpsError(refusal, options);
}
