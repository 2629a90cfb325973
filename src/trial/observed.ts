import * as z from 'zod';
import type { ApprovalView } from '../approval/view.ts';
import type { Refusal } from '../errors.ts';
import type { DomainEvent } from '../jobs/event.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import { valueBehind } from '../runbook/plan/text.ts';
import { isEnded, RUN } from '../runbook/run/run.ts';
import { IN_DOUBT, isInDoubt } from '../runbook/run/step-run.ts';
import type { RunView } from '../runbook/service.ts';
import { jsonText } from '../values/json.ts';
import type { Expectation } from './written.ts';

/** What became of an action in a test. */
export interface Observed {
  readonly ends: Expectation['ends'];
  /** Of a refusal. */
  readonly code?: string;
  /** Why it ended so or waits, as people are told; empty where nothing is told. */
  readonly because: string;
  /** The step that asks, or `approval`. */
  readonly waitsFor?: string;
  readonly outcome?: string;
  /** In their order; empty where nothing was planned. */
  readonly steps: readonly SeenStep[];
  readonly gives: ReadonlyMap<string, string>;
  readonly says: readonly Message[];
}

/** A step as it stands. */
export interface SeenStep {
  readonly id: string;
  readonly title: string;
  readonly state: string;
}

/** The step that a test means by its id or its title. */
export function stepCalled(steps: readonly SeenStep[], name: string): SeenStep | undefined {
  return steps.find(({ id }) => id === name) ?? steps.find(({ title }) => title === name);
}

/** What was posted; without a channel: where the run was asked for. */
interface Message {
  readonly channel?: string;
  readonly text: string;
}

/** What was refused before there was a run. */
export function refused({ code, what, why }: Refusal): Observed {
  return { ends: 'refused', code, because: `${what} ${why}`, ...NOTHING };
}

const NOTHING = { steps: [], gives: new Map<string, string>(), says: [] };

/** A request that waits for votes, or ended without them. */
export function unapproved({ state, status, document }: ApprovalView, isOpen: boolean): Observed {
  const { plan } = document as unknown as { readonly plan: Plan };
  return {
    ...NOTHING,
    ends: isOpen ? 'waiting' : 'refused',
    because: status,
    ...(isOpen ? { waitsFor: 'approval' } : { code: `request.${state}` }),
    steps: plan.steps.map(({ id, title }) => ({ id, title, state: 'pending' })),
  };
}

/** A run that ended, or goes on only when somebody acts. */
export function observed(run: RunView, events: readonly DomainEvent[]): Observed {
  const { plan, steps, state, outcome } = run;
  const asking = steps.find((step) => step.state === 'asking');
  const idOf = (position: number): string => plan.steps[position]?.id ?? '';
  return {
    ends: endOf(run),
    because: reasonOf(run),
    ...(asking === undefined ? {} : { waitsFor: idOf(asking.position) }),
    ...(outcome === null ? {} : { outcome }),
    steps: steps.map((step) => ({
      id: idOf(step.position),
      title: plan.steps[step.position]?.title ?? '',
      // What nobody cancelled and nobody knows is called as the runbook sees it.
      state: step.state === 'cancelled' && isInDoubt(step) ? IN_DOUBT : step.state,
    })),
    gives: state === 'succeeded' ? givenBy(run) : new Map<string, string>(),
    says: events.flatMap((event) => messageOf(event, run.id)),
  };
}

function endOf(run: RunView): Observed['ends'] {
  const { state } = run;
  if (state === 'unknown') return state;
  return isEnded(run) && state !== 'queued' && state !== 'running' && state !== 'asking' ? state : 'waiting';
}

/** Of the run, and of the first step that did not do what it should. */
function reasonOf({ note, steps }: RunView): string {
  const troubled = steps.find((step) => step.state === 'failed' || isInDoubt(step));
  return [troubled?.reason, note].filter(Boolean).join('; ');
}

function givenBy({ plan, steps }: RunView): ReadonlyMap<string, string> {
  const resultOf = (id: string) => steps[plan.steps.findIndex((step) => step.id === id)]?.result ?? undefined;
  return new Map(
    Object.entries(plan.gives ?? {}).flatMap(([name, reference]) => {
      const value = valueBehind(reference, resultOf);
      if (value === undefined || value === null) return [];
      return [[name, typeof value === 'string' ? value : jsonText(value)] as const];
    }),
  );
}

const posted = z.object({ run: z.string(), channel: z.string().nullable(), text: z.string() });

function messageOf({ kind, subject, data }: DomainEvent, run: string): readonly Message[] {
  if (kind !== 'run.notify' || !subject.startsWith(`${RUN.subject(run)}/`)) return [];
  const { channel, text } = posted.parse(data);
  return [{ text, ...(channel === null ? {} : { channel }) }];
}
