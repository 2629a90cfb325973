import { quoted } from '../values/quoted.ts';
import type { AuditEntry } from './entry.ts';
import { inWords, isDeed } from './words.ts';

/** What people call somebody. @param principal by the id that the log has */
export type Called = (principal: string) => string;

/** What an entry tells, for people: who did what, to which step, with which choice, and why. */
export function sentenceOf(
  { kind, actor, data }: Pick<AuditEntry, 'kind' | 'actor' | 'data'>,
  called: Called,
): string {
  const words = inWords(kind, data);
  const told = isDeed(kind)
    ? `${doerOf(actor, called)} ${lowerFirst(words)}`
    : `${words}${byOf(actor, called)}`;
  const details = detailsOf(data, called);
  return details.length === 0 ? told : `${told} – ${details.join('; ')}`;
}

const PRINCIPAL = 'principal/';

/** The person that an entry names as who caused it; undefined when it was no person that Keyturn knows. */
export function principalIn(actor: string): string | undefined {
  return actor.startsWith(PRINCIPAL) ? actor.slice(PRINCIPAL.length) : undefined;
}

/** Everybody whom an entry names. */
export function principalsIn({ actor, data }: Pick<AuditEntry, 'actor' | 'data'>): readonly string[] {
  const by = principalIn(actor);
  return [...(by === undefined ? [] : [by]), ...(typeof data.principal === 'string' ? [data.principal] : [])];
}

function doerOf(actor: string, called: Called): string {
  const principal = principalIn(actor);
  if (principal !== undefined) return called(principal);
  return actor.startsWith('service/') ? 'Keyturn' : 'An account of nobody';
}

/** Keyturn itself is not named: whatever nobody did, it did. */
function byOf(actor: string, called: Called): string {
  return actor.startsWith('service/') ? '' : ` (${lowerFirst(doerOf(actor, called), 'An account')})`;
}

/** @param only where the text must begin so to be changed: a name keeps its capital */
function lowerFirst(text: string, only = ''): string {
  return text.startsWith(only) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

const VIA: Readonly<Record<string, string>> = { button: 'by button', reaction: 'by reaction' };

function detailsOf(data: AuditEntry['data'], called: Called): readonly string[] {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? value : undefined;
  const within = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  const title = text(within(within(data.content, 'subject'), 'title'));
  const step = text(data.step);
  const item = text(data.item);
  const principal = text(data.principal);
  const choice = text(data.choice) ?? text(data.opinion) ?? text(within(data.value, 'choice'));
  const via = VIA[text(data.via) ?? ''];
  const tried = text(data.tried);
  const why = text(data.why) ?? text(data.reason);
  const noted = text(data.noted);
  const doneAt = text(data.doneAt);
  const all: readonly (string | undefined)[] = [
    title && quoted(title),
    noted && quoted(noted),
    named(text(data.ofKind)),
    doneAt && `done ${named(doneAt)}`,
    named(text(data.action)),
    principal && called(principal),
    step && `step ${named(step)}`,
    item && `item ${named(item)}`,
    choice && [named(choice), via].filter(Boolean).join(', '),
    tried && (TRIED.test(tried) ? tried : quoted(tried)),
    named(text(data.outcome)),
    why && quoted(why),
  ];
  return all.flatMap((detail) => detail || []);
}

/** As our names are written: none of them has a space in it, so none reads like a sentence. */
const NAME = /^[A-Za-z0-9][\w.:/+-]*$/;

/** A command by its words, or what was done to which message: `/ops audit show`, `button on C1/17.2`. */
const TRIED = /^(?:\/[a-z0-9-]+(?: [a-z0-9-]+){0,2}|[a-z-]+(?: on \S+)?)$/;

/** A name as it stands; any other text was typed, and is told as such. */
function named(text: string | undefined): string | undefined {
  return text === undefined || NAME.test(text) ? text : quoted(text);
}
