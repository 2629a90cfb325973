import * as z from 'zod';
import type { Actor, AuditEntry, NewEntry } from '../audit/entry.ts';
import { entryKinds } from '../audit/words.ts';
import type { Json } from '../canonical.ts';
import { GUIDE } from './guide.ts';
import type { Move } from './model/move.ts';
import type { Sheet } from './sheet/sheet.ts';

const KINDS = entryKinds(
  {
    'guide.started': 'Started a guide',
    'guide.begun': 'What decides an item of the guide began',
    'guide.decided': 'What decides an item of the guide ended',
    'guide.ticked': 'Said that an item is done',
    'guide.faulted': 'Said that an item is not as it should be',
    'guide.answered': 'Answered a question of the guide',
    'guide.weighed': 'Said whether an item is due',
    'guide.skipped': 'Skipped an item',
    'guide.reopened': 'Opened an item again',
    'guide.handed-over': 'Handed the guide over',
    'guide.abandoned': 'Abandoned the guide',
    'guide.concluded': 'Ended the guide',
    'guide.completed': 'All of the guide is done',
  },
  [
    'guide.started',
    'guide.ticked',
    'guide.faulted',
    'guide.answered',
    'guide.weighed',
    'guide.skipped',
    'guide.reopened',
    'guide.handed-over',
    'guide.abandoned',
    'guide.concluded',
  ],
);

export const STARTED = KINDS['guide.started'];
export const COMPLETED = KINDS['guide.completed'];

/** Where nobody did it: what was waited for ended. */
export const GUIDES: Actor = 'service/guides';

/** All of what it was started with, so that its history replays from the log alone. Logs are searched for systems by the subject. */
export function startedEntry(id: string, sheet: Sheet, by: string, at: Date): NewEntry {
  return {
    chain: GUIDE.subject(id),
    kind: STARTED,
    actor: `principal/${by}`,
    at,
    data: { noted: sheet.title, subject: { id: sheet.ref }, sheet: sheet as unknown as Json },
  };
}

export function moveEntry(id: string, { do: done, ...rest }: Move, actor: Actor, at: Date): NewEntry {
  return {
    chain: GUIDE.subject(id),
    kind: KINDS[`guide.${done}`],
    actor,
    at,
    data: rest as unknown as AuditEntry['data'],
  };
}

export function completedEntry(id: string, at: Date): NewEntry {
  return { chain: GUIDE.subject(id), kind: COMPLETED, actor: GUIDES, at, data: {} };
}

const item = z.string();
const reason = z.string();
const move: z.ZodType<Move> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('begun'), items: z.array(item), awaits: z.string() }),
  z.strictObject({
    do: z.literal('decided'),
    awaits: z.string(),
    results: z.array(
      z.strictObject({ item, end: z.enum(['done', 'failed']), outcome: z.string(), says: z.string() }),
    ),
  }),
  z.strictObject({ do: z.literal('ticked'), item, evidence: z.string().exactOptional() }),
  z.strictObject({ do: z.literal('faulted'), item, reason }),
  z.strictObject({ do: z.literal('answered'), item, choice: z.string() }),
  z.strictObject({ do: z.literal('weighed'), item, due: z.boolean() }),
  z.strictObject({ do: z.literal('skipped'), item, reason }),
  z.strictObject({ do: z.literal('reopened'), item }),
  z.strictObject({ do: z.literal('handed-over'), principal: z.string() }),
  z.strictObject({ do: z.literal('abandoned'), reason }),
  z.strictObject({ do: z.literal('concluded'), reason }),
]);

/** The move that an entry tells of; undefined where it tells of none. */
export function moveIn({ kind, data }: Pick<AuditEntry, 'kind' | 'data'>): Move | undefined {
  const [room, done] = kind.split('.');
  if (room !== GUIDE.kind) return undefined;
  return move.safeParse({ ...data, do: done }).data;
}
