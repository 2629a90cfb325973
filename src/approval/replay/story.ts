import * as z from 'zod';
import type { Actor } from '../../audit/entry.ts';
import { digestOf, type Json } from '../../canonical.ts';
import { standingOf } from '../../people/standing-json.ts';
import type { Policy } from '../policy.ts';
import type { RequestState } from '../request.ts';
import type { BreakGlassPolicy } from '../review/policy.ts';
import type { Opinion } from '../review/review.ts';
import type { Vote } from '../vote.ts';

/** One entry of a request's chain, as the log gives it. */
export interface ReplayedEntry {
  readonly seq: number;
  readonly id: number;
  readonly kind: string;
  readonly actor: string;
  readonly at: Date;
  readonly data: { readonly [key: string]: Json };
}

/** What the entries read so far make of a request. */
export interface Story {
  readonly requester: string;
  readonly digest: string;
  readonly openedAt: Date;
  readonly rules:
    | { readonly mode: 'quorum'; readonly policy: Policy; readonly expiresAt: Date }
    | BreakGlassRules;
  state: RequestState;
  notBefore: Date | null;
  notAfter: Date | null;
  readonly votes: Map<string, Vote>;
  review: 'none' | 'open' | 'ratified' | 'objected';
  readonly verdicts: Map<string, Opinion>;
}

interface BreakGlassRules {
  readonly mode: 'break-glass';
  readonly policy: BreakGlassPolicy;
}

const strings = z.array(z.string());
const quorumPolicy = z.object({
  groups: z.array(z.object({ of: strings, quorum: z.int().min(1) })).min(1),
  timelockMs: z.number(),
  expiresMs: z.number(),
  graceMs: z.number(),
  veto: strings,
  denials: z.int().min(1),
  holdMs: z.number(),
  reason: z.enum(['optional', 'required']),
  confirm: z.enum(['none', 'requester', 'approvers', 'both']),
  code: z.enum(['none', 'approvers']),
  via: z.array(z.enum(['button', 'reaction'])),
  beneficiaries: strings.optional(),
});
const breakGlassPolicy = z.object({
  of: strings,
  limit: z.object({ count: z.int(), perMs: z.number() }),
  review: z.object({ of: strings, quorum: z.int().min(1), withinMs: z.number() }),
  page: z.string(),
  beneficiaries: strings.optional(),
});
const common = { requester: z.string(), openedAt: z.iso.datetime() };
const content = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('quorum'), ...common, expiresAt: z.iso.datetime(), policy: quorumPolicy }),
  z.object({ mode: z.literal('break-glass'), ...common, policy: breakGlassPolicy }),
]);
const opened = z.object({ digest: z.string(), content });

const standing = z.object({
  human: z.boolean(),
  active: z.boolean(),
  roles: z.array(z.object({ role: z.string(), since: z.iso.datetime(), holdMs: z.number().optional() })),
});

/** A logged standing, as the entry's data carries it. */
export const loggedStanding = standing;
export type LoggedStanding = z.output<typeof standing>;

type Opening = z.output<typeof opened>;

/** What opening entries say, as long as they are in use: each turn of a run begins its story with the same one. */
const openings = new WeakMap<ReplayedEntry['data'], Opening | string>();

function openingOf(data: ReplayedEntry['data']): Opening | string {
  const read = opened.safeParse(data);
  if (!read.success) return 'the opening entry does not say what was asked';
  return digestOf(data.content ?? null) === read.data.digest
    ? read.data
    : 'its digest is not that of its content';
}

/** What the first entry says, or why it says nothing. Looked at once, as long as it is in use. */
export function readOpening(data: ReplayedEntry['data']): Opening | string {
  const opening = openings.get(data) ?? openingOf(data);
  openings.set(data, opening);
  return opening;
}

/** Begins the story with the first entry, or says why it cannot be one. */
export function beginStory(entry: ReplayedEntry): Story | string {
  if (entry.kind !== 'request.opened') return `the chain begins with ${entry.kind} instead of request.opened`;
  const opening = readOpening(entry.data);
  if (typeof opening === 'string') return opening;
  const { content, digest } = opening;
  if (entry.actor !== (`principal/${content.requester}` satisfies Actor))
    return `it was opened by ${entry.actor} in the name of ${content.requester}`;
  if (Date.parse(content.openedAt) !== entry.at.getTime())
    return 'it was opened at another time than it says';
  return {
    requester: content.requester,
    digest,
    openedAt: entry.at,
    rules:
      content.mode === 'quorum'
        ? { mode: 'quorum', policy: content.policy, expiresAt: new Date(content.expiresAt) }
        : { mode: 'break-glass', policy: content.policy },
    state: 'pending',
    notBefore: null,
    notAfter: null,
    votes: new Map(),
    review: 'none',
    verdicts: new Map(),
  };
}

/** The principal behind an actor, or undefined when it is not one. */
export function principalOf(actor: string): string | undefined {
  return actor.startsWith('principal/') ? actor.slice('principal/'.length) : undefined;
}

export function standingIn(principal: string, logged: LoggedStanding) {
  // An absent hold and an undefined one are the same to whoever reads it.
  const roles = logged.roles.map(({ role, since, holdMs }) => ({
    role,
    since,
    ...(holdMs === undefined ? {} : { holdMs }),
  }));
  return standingOf(principal, { ...logged, roles });
}

export function storyIsOpen(story: Story): boolean {
  return story.state === 'pending' || story.state === 'timelocked' || story.state === 'ready';
}
