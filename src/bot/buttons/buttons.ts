import { digestOf } from '../../canonical.ts';
import type { Intent } from '../../chat/draft.ts';
import type { MessageRef } from '../../chat/inbound.ts';
import { OpsError } from '../../errors.ts';
import { newNonce } from '../../ids.ts';
import { type Account, accountKey } from '../../people/principal.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { findCardById } from '../delivery/cards/store.ts';
import { type ButtonRow, findButton, upsertButtons } from './store.ts';

/** Cards stay usable as long as the longest approval lives, with room to spare. */
export const CARD_BUTTON_MS = 60 * 86_400_000;
/** A form or a quiet answer is used at once or not at all. */
export const PRIVATE_BUTTON_MS = 3_600_000;
const OF_CARD = 'card/';

/** The controls of a thing's card. */
interface CardControls {
  readonly id: number;
  /** Account key of the only person who may use them; empty for a shared card. */
  readonly audience: string;
  readonly intents: readonly Intent[];
}

/** Gives the controls of cards their nonces, card by card; drawn again, a control keeps its nonce. */
export async function signForCards(
  tx: Tx,
  cards: readonly CardControls[],
  now: Date,
): Promise<readonly (readonly string[])[]> {
  const nonces = await upsertButtons(
    tx,
    cards.flatMap(({ id, audience, intents }) =>
      intents.map((intent) =>
        row(intent, `${OF_CARD}${id}`, audience === '' ? null : audience, now, CARD_BUTTON_MS),
      ),
    ),
  );
  const left = [...nonces];
  return cards.map(({ intents }) => left.splice(0, intents.length));
}

/** Gives nonces that only one account may use: for forms and for answers that only they see. */
export async function signForAccount(
  tx: Tx,
  account: Account,
  intents: readonly Intent[],
  now: Date,
): Promise<readonly string[]> {
  const scope = `private/${newNonce()}`;
  return upsertButtons(
    tx,
    intents.map((intent) => row(intent, scope, accountKey(account), now, PRIVATE_BUTTON_MS)),
  );
}

/**
 * What a nonce stands for. Says nothing about whether the person may do it: the handler authorizes them again.
 * @param message the message that it was clicked on; undefined for a form.
 * @throws OpsError when it is unknown, expired, somebody else's, or was copied to another message.
 */
export async function resolveButton(
  reader: Reader,
  nonce: string,
  account: Account,
  message: MessageRef | undefined,
): Promise<ButtonRow> {
  const found = await findButton(reader, nonce);
  if (found === undefined) {
    throw new OpsError({
      code: 'button.unknown',
      what: 'This button does nothing.',
      why: 'Keyturn did not make it, or it is so old that it was forgotten.',
      next: 'Use the buttons of the current card; /ops approvals list shows what is open.',
    });
  }
  if (found.account !== null && found.account !== accountKey(account)) {
    throw new OpsError({
      code: 'button.foreign',
      what: 'This is not yours to use.',
      why: 'It was shown to another account, and works for that account only.',
      next: 'Ask for it yourself with the same command.',
    });
  }
  if (found.expiresAt <= (await reader.now())) {
    throw new OpsError({
      code: 'button.expired',
      what: 'This button or form is too old.',
      why: 'It stopped working so that nobody acts on an outdated picture.',
      next: 'Give the command again to get a fresh one.',
    });
  }
  if (message !== undefined && found.account === null) await refuseCopy(reader, found, message);
  return found;
}

/** The row of the card that a control stands on; undefined for one that stands on no card of a thing. */
export function cardOf(scope: string): number | undefined {
  return scope.startsWith(OF_CARD) ? Number(scope.slice(OF_CARD.length)) : undefined;
}

async function refuseCopy(reader: Reader, found: ButtonRow, message: MessageRef): Promise<void> {
  const id = cardOf(found.scope);
  const card = id === undefined ? undefined : await findCardById(reader, id);
  const here = `${message.platform}/${message.workspace}/${message.channel}`;
  // Between posting and noting the message's id only the channel is known.
  if (
    card !== undefined &&
    card.destination === here &&
    (card.message ?? message.message) === message.message
  ) {
    return;
  }
  throw new OpsError({
    code: 'button.copied',
    what: 'This button does nothing here.',
    why: 'It belongs to another message than the one that it was clicked on.',
    next: 'Use the button on the original card.',
  });
}

function row(
  intent: Intent,
  scope: string,
  account: string | null,
  now: Date,
  livesMs: number,
): Omit<ButtonRow, 'usedAt'> {
  return {
    nonce: newNonce(),
    kind: intent.kind,
    data: intent.data,
    scope,
    digest: digestOf({ kind: intent.kind, data: intent.data }),
    account,
    expiresAt: new Date(now.getTime() + livesMs),
  };
}
