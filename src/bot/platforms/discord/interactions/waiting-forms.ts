import type { Form } from '../../../../chat/card.ts';
import { newId } from '../../../../ids.ts';

/** Forms that could not open at once: Discord opens one only as the first answer to a command or a click. */
export interface WaitingForms {
  /** Keeps a form. Answers the custom id of the button that opens it. */
  keep(form: Form): string;
  /** The form of such a button, as often as it is pressed. */
  find(customId: string): Form | undefined;
  isOpener(customId: string): boolean;
}

const PREFIX = 'open-form/';
const LIFE_MS = 15 * 60_000;

export function createWaitingForms(): WaitingForms {
  const forms = new Map<string, { readonly form: Form; readonly until: number }>();
  return {
    keep(form) {
      const now = performance.now();
      for (const [id, { until }] of forms) if (until <= now) forms.delete(id);
      const id = `${PREFIX}${newId('form')}`;
      forms.set(id, { form, until: now + LIFE_MS });
      return id;
    },
    find: (customId) => forms.get(customId)?.form,
    isOpener: (customId) => customId.startsWith(PREFIX),
  };
}
