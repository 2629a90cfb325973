import { type AuditEntry, type NewEntry, parseEntryBody } from '../audit/entry.ts';
import { principalIn } from '../audit/sentence.ts';
import { entryKinds, inWords } from '../audit/words.ts';
import type { Json } from '../canonical.ts';
import type { Risk } from '../people/decision.ts';
import { cut } from '../values/cut.ts';
import { readInstant } from '../values/instant.ts';
import { CHANGE, type Change, type ChangeWish, type NotedChange } from './change.ts';

const KINDS = entryKinds({ 'change.noted': 'Wrote a change down' }, ['change.noted']);

/** As much of its words as names it among other things. */
const NAME = 100;

/** An entry of the log that may tell of a change, with the first of its chain; null where that is gone. */
export interface ToldBy {
  readonly chain: string;
  readonly body: string;
  readonly first: string | null;
}

/** A change as the log tells of it, and of a run what decides whether it counts. */
export interface ToldChange {
  readonly change: Change;
  readonly run?: { readonly action: string; readonly risk: Risk | undefined };
}

/** The entry is the change: there is no row beside it. The log is searched for systems by the subject of a chain. */
export function notedEntry(id: string, by: string, wish: ChangeWish, at: Date, place: Json): NewEntry {
  const { system, what, type, doneAt } = wish;
  return {
    chain: CHANGE.subject(id),
    kind: KINDS['change.noted'],
    actor: `principal/${by}`,
    at,
    data: {
      about: cut(what.replace(/\s+/gu, ' '), NAME),
      noted: what,
      subject: { id: `${system}:changelog` },
      place,
      ...(type === undefined ? {} : { ofKind: type }),
      ...(doneAt === undefined ? {} : { doneAt: doneAt.toISOString() }),
    },
  };
}

/**
 * The change of which an entry tells; undefined when it tells of none (a rehearsal, a failure that changed nothing for certain), and
 * `unreadable` where nobody can tell whether it does.
 */
export function changeIn({ chain, body, first }: ToldBy): ToldChange | 'unreadable' | undefined {
  const entry = parseEntryBody(body);
  const beginning = first === null ? undefined : parseEntryBody(first);
  if (entry?.chain !== chain || beginning?.chain !== chain) return 'unreadable';
  if (entry.kind !== KINDS['change.noted']) return runIn(chain, entry, beginning);
  const noted = notedIn(entry);
  return noted === undefined ? 'unreadable' : { change: noted.change };
}

/** What somebody wrote down; undefined where an entry is none of it. */
export function notedIn({ chain, kind, at, actor, data }: AuditEntry): NotedChange | undefined {
  const { noted, subject, doneAt, ofKind, place = null } = data;
  if (kind !== KINDS['change.noted'] || typeof noted !== 'string') return undefined;
  const [system = ''] = String((subject as { readonly id?: unknown } | null)?.id).split(':');
  return {
    change: {
      ...{ chain, system, at, began: undefined, by: principalIn(actor), what: noted },
      type: typeof ofKind === 'string' ? ofKind : undefined,
      doneAt: typeof doneAt === 'string' ? readInstant(doneAt) : undefined,
      reason: undefined,
      ended: undefined,
    },
    place,
  };
}

function runIn(
  chain: string,
  { kind, at, data: end }: AuditEntry,
  queued: AuditEntry,
): ToldChange | 'unreadable' | undefined {
  // One that failed or was cancelled changed something where its end says more than that.
  const isPlain = kind !== 'run.succeeded' && end.certainty === undefined && end.wayDown === undefined;
  if (isPlain || end.changed === false || queued.data.mode !== 'execute') return undefined;
  const told = queuedIn(chain, queued);
  if (told === undefined) return 'unreadable';
  const began = typeof end.began === 'string' ? readInstant(end.began) : undefined;
  return { ...told, change: { ...told.change, at, began, ended: endedIn(kind, end) } };
}

/** What the first entry of a run tells of it; undefined where that is none. */
export function queuedIn(chain: string, { at, actor, data }: AuditEntry): ToldChange | undefined {
  const { action, title = action, reason, risk, plan } = data;
  if (typeof action !== 'string') return undefined;
  return {
    change: {
      ...{
        chain,
        system: action.slice(0, action.indexOf(':')),
        at,
        began: undefined,
        by: principalIn(actor),
      },
      what: String(title),
      type: undefined,
      doneAt: undefined,
      reason: typeof reason === 'string' ? reason : undefined,
      ended: undefined,
      ...(typeof plan === 'string' ? { plan } : {}),
    },
    run: { action, risk: isRisk(risk) ? risk : undefined },
  };
}

/** How a run ended, and what it came to; undefined where it plainly succeeded. */
function endedIn(kind: string, end: AuditEntry['data']): string | undefined {
  const words = inWords(kind, end);
  const came = typeof end.outcome === 'string' ? `it came to "${end.outcome}"` : undefined;
  const said = words === inWords('run.succeeded', {}) ? undefined : words;
  return said === undefined || came === undefined ? (said ?? came) : `${said}: ${came}`;
}

function isRisk(value: unknown): value is Risk {
  return value === 'read' || value === 'low' || value === 'high' || value === 'critical';
}
