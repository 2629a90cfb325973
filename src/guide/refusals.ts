import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { quoted } from '../values/quoted.ts';
import type { Hindrance } from './model/move.ts';
import type { GuideState } from './model/state.ts';
import { NOUNS, type Sheet } from './sheet/sheet.ts';

/** Why a move was not made, for whoever wanted to make it. @param called what people are called */
export function notMoved(
  { sheet, state }: { readonly sheet: Sheet; readonly state: GuideState },
  why: Hindrance,
  called: (principal: string) => string,
): OpsError {
  const noun = NOUNS[sheet.kind];
  const item = 'item' in why ? sheet.items.find(({ id }) => id === why.item) : undefined;
  const title = quoted(item?.title ?? ('item' in why ? why.item : sheet.title));
  const refuse = (because: string, next: string): OpsError =>
    new OpsError({ code: `guide.${why.hindrance}`, what: 'Nothing was changed.', why: because, next });
  switch (why.hindrance) {
    case 'over':
      return refuse(`The ${noun} ${quoted(sheet.title)} is over.`, 'Start it anew if it is needed again.');
    case 'no-item':
      return refuse(`It has no item ${title}.`, 'Look at its card.');
    case 'taken':
      return refuse(takenBy(title, state, why.item, called), 'Look at the card: it shows how it stands.');
    case 'locked':
      return refuse(`${title} comes later: what stands before it is not done.`, 'Do that first.');
    case 'undue':
      return refuse(`${title} is not due, as the ${noun} went.`, 'Look at the card: it shows what is next.');
    case 'not-weighed':
      return refuse(`It has not been said whether ${title} is due.`, 'Answer that on the card first.');
    case 'not-ended':
      return refuse(`${title} is open already.`, 'Do it.');
    case 'same-person':
      return refuse(
        `You said of ${title} already that it is done.`,
        'Somebody else has to look, and say so.',
      );
    case 'no-evidence':
      return refuse(`${title} needs evidence.`, 'Write what you saw, or a link to it.');
    case 'no-reason':
      return refuse('No reason was given.', 'Say why: others rely on it.');
    case 'must-be-done':
      return refuse(
        `The runbook does not allow to skip ${title}.`,
        'Do it, or say that it is not so: what has failed can be passed with a reason.',
      );
    case 'not-so':
      return refuse(`${title} is decided in another way.`, 'Look at the card: it shows how.');
    case 'to-its-end':
      return refuse(
        `A ${noun} is over when all of it is done.`,
        'Abandon it with a reason, if it is not to go on.',
      );
    case 'owner':
      return refuse('That is who leads it already.', 'Name somebody else.');
  }
}

function takenBy(
  title: string,
  { items }: GuideState,
  id: string,
  called: (principal: string) => string,
): string {
  const { by, end, awaits, first } = items[id] ?? {};
  const who = by === undefined ? 'Somebody' : called(by);
  if (awaits !== undefined) return `${who} has begun ${title}, and it has not ended.`;
  if (end === 'skipped') return `${who} skipped ${title} before you.`;
  if (end !== undefined)
    return `${who} was before you: ${title} is ${end === 'done' ? 'done' : 'said not to be so'}.`;
  if (first !== undefined)
    return `${called(first.by)} said that ${title} is done, and somebody else has to say so.`;
  return `${title} is as it was.`;
}

export function unknownGuide(id: string): OpsError {
  return new OpsError({
    code: 'guide.unknown',
    what: `There is no guide "${cut(id, 60)}".`,
    why: 'None was started under this id.',
    next: 'List those that are open with /ops guide list.',
  });
}

export function nothingToStart(ref: string): OpsError {
  return new OpsError({
    code: 'guide.unknown-definition',
    what: 'Nothing was started.',
    why: `No runbook has a checklist, procedure, decision or symptom "${cut(ref, 100)}".`,
    next: 'Type a word of its title after what:, and choose.',
  });
}

export function needsRole(title: string, roles: readonly string[]): OpsError {
  const anyOf = roles.join(' or ');
  return new OpsError({
    code: 'guide.role-missing',
    what: 'Nothing was changed.',
    why: `${quoted(title)} is for ${anyOf}.`,
    next: `Ask somebody with the role ${anyOf}.`,
  });
}

export function notToHandTo(name: string): OpsError {
  const why = `"${cut(name, 60)}" is nobody in the settings whom you could mean.`;
  return new OpsError({
    code: 'guide.nobody',
    what: 'Nothing was changed.',
    why,
    next: 'Write the name or the id of one person.',
    mistakes: { person: why },
  });
}
