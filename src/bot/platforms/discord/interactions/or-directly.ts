import { DeliveryError, type Responder } from '../../../../chat/port.ts';
import { OpsError } from '../../../../errors.ts';

const LOST: ReadonlySet<DeliveryError['kind']> = new Set(['gone', 'unavailable', 'shut-out']);

/**
 * The way back through an interaction, and where Discord takes no answer to that any more, through a direct message: it
 * may never have heard of us in time, and after a quarter of an hour it takes none at all.
 */
export function orDirectly(answer: Responder, direct: Responder): Responder {
  return {
    ...answer,
    async openForm(form) {
      try {
        await answer.openForm(form);
      } catch (error) {
        if (error instanceof DeliveryError && error.kind === 'gone') throw formLate(error);
        throw error;
      }
    },
    async reply(card, visibility) {
      try {
        return await answer.reply(card, visibility);
      } catch (error) {
        if (!(error instanceof DeliveryError && LOST.has(error.kind))) throw error;
        return direct.reply(card, visibility).catch(() => {
          // What kept it from the place where it belongs says more.
          throw error;
        });
      }
    },
  };
}

/** A button to it would have to stand in a direct message, where Keyturn takes none. */
function formLate(cause: Error): OpsError {
  return new OpsError(
    {
      code: 'discord.form-late',
      what: 'The form could not be opened.',
      why: 'Discord waits three seconds for a form, no longer. Nothing was done.',
      next: 'Give the command, or click, once more.',
    },
    { cause },
  );
}
