import type { types } from '@slack/bolt';

/** The one answer that a submitted modal waits for: it closes, or shows something else. Slack waits three seconds. */
export interface ViewAnswer {
  /** Shows another form in its place. False when the answer was given before. */
  update(view: types.ModalView): Promise<boolean>;
  /** Keeps it open and says, at its fields, what is wrong. */
  reject(errors: { readonly [field: string]: string }): Promise<void>;
  close(): Promise<void>;
}

type Ack = (
  response?:
    | { response_action: 'update'; view: types.ModalView }
    | { response_action: 'errors'; errors: Record<string, string> },
) => Promise<void>;

/** Early enough that Slack does not show an error, whatever else takes long. */
const CLOSE_AFTER_MS = 1_500;

/** @param failed hears of an answer that Slack did not take */
export function createViewAnswer(ack: Ack, failed: (error: unknown) => void): ViewAnswer {
  let answered = false;
  const late = setTimeout(() => {
    close().catch(failed);
  }, CLOSE_AFTER_MS);

  function first(): boolean {
    if (answered) return false;
    answered = true;
    clearTimeout(late);
    return true;
  }

  async function close(): Promise<void> {
    if (first()) await ack();
  }

  return {
    close,
    async reject(errors) {
      if (first()) await ack({ response_action: 'errors', errors: { ...errors } });
    },
    async update(view) {
      if (!first()) return false;
      await ack({ response_action: 'update', view });
      return true;
    },
  };
}
