import { type DraftControl, draftButton } from '../chat/draft.ts';
import { labelsWithin } from '../chat/fit.ts';

/** More ways than this are chosen from a menu. */
const BUTTONS = 5;
const LABEL = 60;

/** One of several that somebody may want to see next. */
interface Way {
  readonly value: string;
  readonly label: string;
}

/**
 * A button for each of a few things that were found, or a menu of more of them. What a platform has no room for it names.
 * @param opens the kind of button that shows one, and in which field of its data it takes what it is to show; a menu gives that as chosen
 * @param label of the menu
 */
export function waysTo(
  found: readonly Way[],
  opens: { readonly kind: string; readonly field: string },
  label: string,
): readonly DraftControl[] {
  const labels = labelsWithin(
    found.map((way) => way.label),
    LABEL,
  );
  if (found.length <= BUTTONS)
    return found.map(({ value }, index) =>
      draftButton(labels[index] ?? '', opens.kind, { [opens.field]: value }),
    );
  const options = found.map(({ value }, index) => ({ value, label: labels[index] ?? '' }));
  return [{ type: 'select', label, options, intent: { kind: opens.kind, data: {} } }];
}
