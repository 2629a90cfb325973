import type { Reader } from '../../store/database.ts';
import { isDoubtful, type Placed, placedAfter } from '../delivery/cards/placed.ts';
import type { CardRow } from '../delivery/cards/row.ts';
import { findCardById } from '../delivery/cards/store.ts';
import { type AskedAbout, askedNow } from './asked-about.ts';
import { cardOf } from './buttons.ts';
import type { ButtonRow } from './store.ts';

/** What somebody clicked that had just come to its place. */
export interface Doubt {
  readonly label: string;
  /** The thing of its card, as it was then. */
  readonly about: AskedAbout;
}

/**
 * Whether a control came, or came to where it is, so short a time before it was clicked that the click may have been meant for what
 * stood there before. Undefined where that is not so, or nobody knows.
 * @param clickedMs by the platform's clock; undefined where it does not say
 */
export async function doubtAbout(
  reader: Reader,
  { nonce, scope }: Pick<ButtonRow, 'nonce' | 'scope'>,
  clickedMs: number | undefined,
): Promise<Doubt | undefined> {
  const id = cardOf(scope);
  if (clickedMs === undefined || id === undefined) return undefined;
  const row = await findCardById(reader, id);
  if (row === undefined) return undefined;
  const control = shownBy(row, await reader.now()).find((one) => one.nonce === nonce);
  if (control === undefined || !isDoubtful(control, clickedMs)) return undefined;
  return { label: control.label, about: await askedNow(reader, row.subject, row.desired.title) };
}

/** An edit that is under way, or of which no answer came, may be seen already: nothing of it is older than now. */
function shownBy(row: CardRow, now: Date): readonly Placed[] {
  const isTried = row.sentRev < row.desiredRev && row.attempts > 0;
  if (!isTried) return row.places ?? [];
  return placedAfter(row.places, row.desired.controls, { ms: now.getTime(), by: 'us' });
}
