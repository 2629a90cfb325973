import { REQUEST } from '../approval/request.ts';
import type { ApprovalView } from '../approval/view.ts';
import type { Block } from '../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../chat/draft.ts';
import { labelsWithin } from '../chat/fit.ts';
import { deadline } from '../chat/time-text.ts';
import { isDoneByHand } from '../runbook/run/asking.ts';
import { RUN } from '../runbook/run/run.ts';
import { stateInWords } from '../runbook/run/words.ts';
import type { RunView } from '../runbook/service.ts';
import { quoted } from '../values/quoted.ts';
import type { Services } from './command.ts';

/** So many of a section are listed; the rest is counted. */
const SHOWN = 10;
/** More ways than this are chosen from a menu. */
const BUTTONS = 5;
const LABEL = 60;

/** One thing that waits. */
interface Item {
  readonly subject: string;
  readonly title: string;
  readonly text: string;
}

interface Section {
  readonly heading: string;
  /** For this person, and not for others. */
  readonly waits: boolean;
  readonly items: readonly Item[];
}

/** What waits for somebody, the most pressing first, with the way to each; and what they wait for themselves. */
export async function inboxCard(
  services: Pick<Services, 'approvals' | 'runs' | 'people' | 'now'>,
  principal: string,
): Promise<CardDraft> {
  const [{ toApprove, toReview, own }, asking, now] = await Promise.all([
    services.approvals.inbox(principal),
    services.runs.awaiting(principal),
    services.now(),
  ]);
  const names = await services.people.named(asking.map(({ requester }) => requester));
  const called = (person: string): string => names.get(person)?.name ?? person;
  const sections = numbered([
    {
      heading: 'For your approval',
      waits: true,
      items: soonest(toApprove, ({ expiresAt }) => expiresAt).map((view) => approvalItem(view, now)),
    },
    {
      heading: 'Runs that ask you',
      waits: true,
      items: asking.map((run) => runItem(run, called(run.requester), run.requester === principal)),
    },
    {
      heading: 'For your review',
      waits: true,
      items: soonest(toReview, ({ review }) => review?.dueAt ?? null).map((view) => reviewItem(view, now)),
    },
    { heading: 'What you asked for', waits: false, items: own.map(ownItem) },
  ]);
  const count = sections.reduce((sum, { items, waits }) => (waits ? sum + items.length : sum), 0);
  return {
    title: 'Inbox',
    tone: count === 0 ? 'success' : 'warning',
    status: statusOf(count),
    blocks: sections.flatMap(sectionBlocks),
    controls: openers(sections.flatMap(({ items }) => items.slice(0, SHOWN))),
  };
}

/** What ends first, first; what never ends, last. */
function soonest<T>(views: readonly T[], endOf: (view: T) => Date | null): readonly T[] {
  const at = (view: T): number => endOf(view)?.getTime() ?? Number.POSITIVE_INFINITY;
  return views.toSorted((a, b) => at(a) - at(b) || 0);
}

/** Things of one title have numbers, the same in the list as on their buttons: nobody opens one for another. */
function numbered(sections: readonly Section[]): readonly Section[] {
  const titles = sections.flatMap(({ items }) => items.slice(0, SHOWN).map(({ title }) => title));
  const told = new Map<string, number>();
  const number = (item: Item): Item => {
    if (titles.indexOf(item.title) === titles.lastIndexOf(item.title)) return item;
    const count = (told.get(item.title) ?? 0) + 1;
    told.set(item.title, count);
    return { ...item, title: `${count}. ${item.title}`, text: `${count}. ${item.text}` };
  };
  return sections.map((section) => ({ ...section, items: section.items.map(number) }));
}

function statusOf(count: number): string {
  if (count === 0) return 'Nothing waits for you.';
  return count === 1 ? 'One thing waits for you.' : `${count} things wait for you.`;
}

function sectionBlocks({ heading, items }: Section): readonly Block[] {
  if (items.length === 0) return [];
  const more = items.length - SHOWN;
  const shown = items.slice(0, SHOWN).map(({ text }) => ({ mark: 'bullet', text }) as const);
  return [
    { type: 'text', text: items.length === 1 ? `${heading}:` : `${heading} (${items.length}):` },
    {
      type: 'list',
      items: [...shown, ...(more > 0 ? [{ mark: 'bullet', text: `…and ${more} more.` } as const] : [])],
    },
  ];
}

function approvalItem({ id, subject, requester, reason, expiresAt }: ApprovalView, now: Date): Item {
  const why = reason === null ? '' : ` – ${quoted(reason)}`;
  const until = expiresAt === null ? '' : `; votes until ${deadline(expiresAt, now)}`;
  const text = `${subject.title}, asked by ${requester.name}${until}${why}`;
  return { subject: REQUEST.subject(id), title: subject.title, text };
}

function reviewItem({ id, subject, requester, review }: ApprovalView, now: Date): Item {
  const due = review === null ? '' : `; due ${deadline(review.dueAt, now)}`;
  const text = `${subject.title}, started by ${requester.name} under break-glass${due}`;
  return { subject: REQUEST.subject(id), title: subject.title, text };
}

function runItem(run: RunView, requester: string, isTheirs: boolean): Item {
  const { id, plan, steps } = run;
  const step = steps.find(({ state }) => state === 'asking');
  const asked = step?.prompt?.text ?? stateInWords(run);
  const what = step !== undefined && isDoneByHand(run, step) ? byHand(asked, requester, isTheirs) : asked;
  const text = `${plan.title}, started by ${requester}: ${what}`;
  return { subject: RUN.subject(id), title: plan.title, text };
}

/** What of it is theirs: to do it, or to say that it was done. */
function byHand(text: string, requester: string, isTheirs: boolean): string {
  return isTheirs
    ? `do it now, or have it done; somebody else confirms it: ${text}`
    : `confirm that ${requester} did it, or had it done: ${text}`;
}

function ownItem({ id, subject, status }: ApprovalView): Item {
  return { subject: REQUEST.subject(id), title: subject.title, text: `${subject.title}: ${status}` };
}

/** A button for each of a few, one menu for many. */
function openers(items: readonly Item[]): readonly DraftControl[] {
  const all = [...new Map(items.map((item) => [item.subject, item])).values()];
  const labels = labelsWithin(
    all.map(({ title }) => title),
    LABEL,
  );
  if (all.length <= BUTTONS)
    return all.map(({ subject }, index) =>
      draftButton(
        `Open: ${labels[index] ?? ''}`,
        'subject.open',
        { subject },
        index === 0 ? 'primary' : 'default',
      ),
    );
  const options = all.map(({ subject }, index) => ({ value: subject, label: labels[index] ?? '' }));
  return [{ type: 'select', label: 'Open one of them', options, intent: { kind: 'subject.open', data: {} } }];
}
