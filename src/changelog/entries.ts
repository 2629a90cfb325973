import { type AuditEntry, type NewEntry, parseEntryBody } from '../audit/entry.ts';
import { principalIn } from '../audit/sentence.ts';
import { entryKinds, inWords } from '../audit/words.ts';
import type { Risk } from '../people/decision.ts';
import { readInstant } from '../values/instant.ts';
import { CHANGE, type Change, type ChangeWish } from './change.ts';

const KINDS = entryKinds({ 'change.noted': 'Wrote a change down' }, ['change.noted']);

/** An entry of the log that may tell of a change, with the first of its chain. */
export interface Told {
  readonly id: number;
  readonly chain: string;
  readonly body: string;
  readonly first: string;
}

/** A change as the log tells of it, and of a run what decides whether it counts. */
export interface ToldChange {
  readonly change: Change;
  readonly run?: { readonly action: string; readonly risk: Risk | undefined };
}

/** The entry is the change: there is no row beside it. The log is searched for systems by the subject of a chain. */
export function notedEntry(id: string, by: string, wish: ChangeWish, at: Date): NewEntry {
  const { system, what, type, doneAt } = wish;
  return {
    chain: CHANGE.subject(id),
    kind: KINDS['change.noted'],
    actor: `principal/${by}`,
    at,
    data: {
      about: what,
      subject: { id: `${system}:${type ?? ''}` },
      ...(doneAt === undefined ? {} : { doneAt: doneAt.toISOString() }),
    },
  };
}

/** The change of which an entry tells; undefined when it tells of none: a rehearsal, a failure that changed nothing for sure. */
export function changeIn({ chain, body, first }: Omit<Told, 'id'>): ToldChange | undefined {
  const entry = parseEntryBody(body);
  const beginning = parseEntryBody(first);
  if (entry === undefined || beginning === undefined) return undefined;
  return entry.kind === KINDS['change.noted'] ? notedIn(chain, entry) : runIn(chain, entry, beginning);
}

function notedIn(chain: string, { at, actor, data }: AuditEntry): ToldChange | undefined {
  const { about, subject, doneAt } = data;
  if (typeof about !== 'string') return undefined;
  const [system = '', type = ''] = String((subject as { readonly id?: unknown } | null)?.id).split(':');
  return {
    change: {
      ...{ chain, system, at, by: principalIn(actor), what: about },
      type: type === '' ? undefined : type,
      doneAt: typeof doneAt === 'string' ? readInstant(doneAt) : undefined,
      reason: undefined,
      ended: undefined,
    },
  };
}

function runIn(
  chain: string,
  { kind, at, data: end }: AuditEntry,
  { actor, data: queued }: AuditEntry,
): ToldChange | undefined {
  const { action, title = action, reason, risk, plan } = queued;
  if (queued.mode !== 'execute' || typeof action !== 'string') return undefined;
  // One that failed or was cancelled changed something where its end says more than that.
  if (kind !== 'run.succeeded' && end.certainty === undefined) return undefined;
  const ended = inWords(kind, end);
  return {
    change: {
      ...{ chain, system: action.slice(0, action.indexOf(':')), at, by: principalIn(actor) },
      what: String(title),
      type: undefined,
      doneAt: undefined,
      reason: typeof reason === 'string' ? reason : undefined,
      ended: ended === inWords('run.succeeded', {}) ? undefined : ended,
      ...(typeof plan === 'string' ? { plan } : {}),
    },
    run: { action, risk: isRisk(risk) ? risk : undefined },
  };
}

function isRisk(value: unknown): value is Risk {
  return value === 'read' || value === 'low' || value === 'high' || value === 'critical';
}
