import type { Control } from '../../../chat/card.ts';

/** A control as a message shows it, and since when it stands where it does. */
export interface Placed {
  readonly nonce: string;
  readonly label: string;
  /** Undefined: as long as the message, or nobody knows. */
  readonly since?: Moment | undefined;
}

/** When a message was changed. */
export interface Moment {
  /** Milliseconds of the Unix epoch. */
  readonly ms: number;
  /** By the clock of the platform, which also says when somebody clicked, or by ours. */
  readonly by: 'platform' | 'us';
}

/** What a message shows from its beginning on. */
export function firstPlaced(controls: readonly Control[]): readonly Placed[] {
  return controls.map(bare);
}

/**
 * What a message shows after an edit. A control stays where it was when the same ones stand before it: their labels are what moves
 * it. One that opens a form asks by itself and needs no age.
 * @param before null: nobody knows what the message showed, and so not what has moved
 */
export function placedAfter(
  before: readonly Placed[] | null,
  controls: readonly Control[],
  changed: Moment,
): readonly Placed[] {
  if (before === null) return firstPlaced(controls);
  let isAligned = true;
  return controls.map((control, index) => {
    const own = bare(control);
    const there = before[index];
    const stays = isAligned && there?.nonce === own.nonce;
    isAligned &&= there?.label === own.label;
    const since = stays ? there?.since : changed;
    return since === undefined || asksByItself(control) ? own : { ...own, since };
  });
}

function bare(control: Control): Placed {
  const { label } = control;
  return { nonce: control.type === 'link' ? control.url : control.nonce, label };
}

function asksByItself(control: Control): boolean {
  return control.type === 'link' || control.opensForm === true;
}

/** Somebody who aims before a shift has clicked within this time after it, the way there and back included. */
const SETTLE_MS = 1_500;
/** How far apart the clocks may be: those of one platform's servers, or ours and the platform's. */
const APART_MS = { platform: 250, us: 1_000 } as const;

/**
 * Whether a click may have been meant for what stood there before. One that came clearly before the control was there was made on an
 * earlier picture, where it stood elsewhere: it hit what it was meant for.
 */
export function isDoubtful({ since }: Placed, clickedMs: number): boolean {
  if (since === undefined) return false;
  const age = clickedMs - since.ms;
  const apart = APART_MS[since.by];
  return age > -apart && age < SETTLE_MS + apart;
}
