import type { Completion, CompletionQuery, Inbound } from '../chat/inbound.ts';
import { refusalCard } from '../chat/refusal-card.ts';
import type { ButtonKind } from '../commands/button.ts';
import type { Command, CommandContext, Reply } from '../commands/command.ts';
import type { Services } from '../commands/services.ts';
import { refuseStrayOption } from '../commands/stray-option.ts';
import { OpsError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { resolveButton } from './buttons/buttons.ts';
import { type ButtonRow, releaseButton, useButton } from './buttons/store.ts';
import type { Arrival } from './guards/guard.ts';
import type { Reactions } from './reactions/reactions.ts';

export interface HandlerDeps {
  readonly db: Database;
  readonly find: (path: readonly string[]) => Command | undefined;
  readonly buttons: ReadonlyMap<string, ButtonKind>;
  readonly reactions: Reactions;
}

export interface Handlers {
  /** @throws OpsError when it is refused. */
  handle(arrival: Arrival, context: CommandContext): Promise<Reply>;
  complete(query: CompletionQuery, services: Services): Promise<readonly Completion[]>;
}

const MAX_COMPLETIONS = 25;

/** Finds who handles an inbound: a command, the kind of a button or form, or the reactions. */
export function createHandlers({ db, find, buttons, reactions }: HandlerDeps): Handlers {
  async function command(
    inbound: Extract<Inbound, { type: 'command' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const found = find(inbound.path);
    if (found !== undefined) {
      refuseStrayOption(found, inbound.options);
      return found.run(context, inbound.options);
    }
    throw new OpsError({
      code: 'command.unknown',
      what: `There is no command /${inbound.path.join(' ')}.`,
      why: 'It was removed, or its runbook is not loaded any more.',
      next: '/ops help lists what there is.',
    });
  }

  async function press(
    inbound: Extract<Inbound, { type: 'button' | 'select' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const row = await db.read((reader) =>
      resolveButton(reader, inbound.nonce, inbound.account, inbound.message),
    );
    const kind = kindOf(row);
    if (kind.press === undefined) throw new Error(`${row.kind} cannot be clicked`);
    const value = inbound.type === 'select' ? inbound.value : undefined;
    return kind.press(context, kind.data.parse(row.data), value);
  }

  /** A form works once; refused, it may be corrected and handed in again. */
  async function submit(
    inbound: Extract<Inbound, { type: 'form' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const row = await db.read((reader) => resolveButton(reader, inbound.nonce, inbound.account, undefined));
    const kind = kindOf(row);
    if (kind.submit === undefined) throw new Error(`${row.kind} has no form`);
    const first = await db.transact(async (tx) => useButton(tx, row.nonce, await tx.now()));
    if (!first) throw handedInBefore();
    try {
      return await kind.submit(context, kind.data.parse(row.data), inbound.values);
    } catch (error) {
      if (error instanceof OpsError) await db.transact((tx) => releaseButton(tx, row.nonce));
      throw error;
    }
  }

  function kindOf(row: ButtonRow): ButtonKind {
    const kind = buttons.get(row.kind);
    if (kind === undefined) throw new Error(`nobody handles buttons of kind ${row.kind}`);
    return kind;
  }

  return {
    async handle({ inbound }, context) {
      switch (inbound.type) {
        case 'command':
          return command(inbound, context);
        case 'button':
        case 'select':
          return press(inbound, context);
        case 'form':
          return submit(inbound, context);
        case 'reaction': {
          const refusal = await reactions.handle(inbound);
          if (refusal === undefined) return { type: 'none' };
          return { type: 'card', card: { ...refusalCard(refusal), controls: [] }, visibility: 'quiet' };
        }
      }
    },
    async complete(query, services) {
      const option = find(query.path)?.options.find((one) => one.name === query.option);
      const found = await option?.complete?.(query.text, { services, options: query.options });
      return (found ?? []).slice(0, MAX_COMPLETIONS);
    },
  };
}

function handedInBefore(): OpsError {
  return new OpsError({
    code: 'form.used',
    what: 'This form was handed in before.',
    why: 'Each form works once, so that nothing is done twice.',
    next: 'Look at the card for what came of it, or give the command again.',
  });
}
