import type { CardDraft, DraftControl } from '../../chat/draft.ts';
import { draftButton } from '../../chat/draft.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { cut } from '../../values/cut.ts';
import type { Entry } from '../entry.ts';

/** As many as are read on a phone without losing the first. */
const PAGE = 10;
const BRIEF = 160;

/** What is listed: what was asked for, and where in it the page begins. */
export interface Listed {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly from: number;
  /** Whether all are of one section, so that none has to say of which it is. */
  readonly isSection: boolean;
  /** What else is to be known of them. */
  readonly remarks?: readonly string[];
  /** Kind and data of the button that shows another page; `from` is added. */
  readonly again: { readonly kind: string; readonly data: { readonly [key: string]: string } };
  readonly more?: readonly DraftControl[];
}

/** A page of entries, each with its answer in a line and its lines of the document, and the way to each. */
export function listCard({
  title,
  entries,
  from,
  isSection,
  remarks = [],
  again,
  more = [],
}: Listed): CardDraft {
  // What changed since the page before may have fewer.
  const start = from < entries.length ? from : 0;
  const shown = entries.slice(start, start + PAGE);
  const to = start + shown.length;
  const page = (label: string, begin: number): DraftControl =>
    draftButton(label, again.kind, { ...again.data, from: begin });
  return {
    title,
    tone: 'neutral',
    status: shown.length === entries.length ? `${to} found.` : `${start + 1} to ${to} of ${entries.length}.`,
    blocks: [
      ...remarks.map((text) => ({ type: 'text', text }) as const),
      { type: 'list', items: shown.map((entry) => ({ mark: 'bullet', text: lineOf(entry, isSection) })) },
    ],
    controls: [
      ...waysTo(
        shown.map(({ ref, title: name, systemTitle }) => ({
          value: ref,
          label: isSection ? name : `${name} (${systemTitle})`,
        })),
        { kind: 'knowledge.show', field: 'ref' },
        'Show one of them',
      ),
      ...(to < entries.length ? [page('More', to)] : []),
      ...(start > 0 ? [page('Back', Math.max(0, start - PAGE))] : []),
      ...more,
    ],
  };
}

function lineOf({ title, brief, noun, systemTitle, source }: Entry, isSection: boolean): string {
  const what = isSection ? source : [noun, systemTitle, source].filter(Boolean).join(', ');
  const said = brief === '' || brief === title ? title : `${title}: ${inOneLine(brief)}`;
  return what === '' ? said : `${said} [${what}]`;
}

function inOneLine(text: string): string {
  return cut(text.replace(/\s+/gu, ' ').trim(), BRIEF);
}
