import type { Logger } from 'pino';
import type { Intent } from '../chat/draft.ts';
import { afterPage, FORM_PAGE, type PageState } from '../chat/form-pages.ts';
import type { Completion, CompletionQuery, Inbound } from '../chat/inbound.ts';
import { exactTime } from '../chat/time-text.ts';
import type { ButtonKind } from '../commands/button.ts';
import { refuseUnknownChoice } from '../commands/choice-options.ts';
import type { Command, CommandContext, Reply, Services } from '../commands/command.ts';
import { refuseLongValue } from '../commands/long-options.ts';
import { seenBy } from '../commands/seen.ts';
import { refuseStrayOption } from '../commands/stray-option.ts';
import { refuseSurplus } from '../commands/surplus.ts';
import { readTruths } from '../commands/truth-options.ts';
import { unknownCommand } from '../commands/unknown-command.ts';
import { isRefusal, Logged, OpsError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { Database } from '../store/database.ts';
import { refuseChanged } from './buttons/asked-about.ts';
import { resolveButton } from './buttons/buttons.ts';
import { askedAgain, type Clicked, MEANT, meantReply, readMeant } from './buttons/meant.ts';
import { doubtAbout } from './buttons/shift.ts';
import { type ButtonRow, releaseButton, useButton } from './buttons/store.ts';
import { ofAnotherVersion, readStored } from './buttons/stored.ts';
import { takeForm } from './form-again.ts';
import type { Arrival } from './guards/guard.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { LogRefusal } from './refusals.ts';

export interface HandlerDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly find: (path: readonly string[]) => Command | undefined;
  readonly buttons: ReadonlyMap<string, ButtonKind>;
  readonly reactions: Reactions;
  readonly logRefusal: LogRefusal;
}

export interface Handlers {
  /** @throws OpsError when it is refused. */
  handle(arrival: Arrival, context: CommandContext): Promise<Reply>;
  /** @param principal who types; whoever is unknown is suggested nothing but what is open to anyone */
  complete(
    query: CompletionQuery,
    services: Services,
    principal: Principal | undefined,
  ): Promise<readonly Completion[]>;
}

const MAX_COMPLETIONS = 25;

/** Finds who handles an inbound: a command, the kind of a button or form, or the reactions. */
export function createHandlers({ db, log, find, buttons, reactions, logRefusal }: HandlerDeps): Handlers {
  async function command(
    inbound: Extract<Inbound, { type: 'command' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const found = find(inbound.path);
    if (found !== undefined) {
      refuseStrayOption(found, inbound.options);
      refuseLongValue(found, inbound.options);
      refuseSurplus(found, inbound.options);
      refuseUnknownChoice(found, inbound.options);
      return found.run(context, readTruths(found, inbound.options));
    }
    throw unknownCommand(inbound.path, context.services.commands().filter((await seenBy(context)).command));
  }

  async function press(
    inbound: Extract<Inbound, { type: 'button' | 'select' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const { row, doubt } = await db.read(async (reader) => {
      const found = await resolveButton(reader, inbound.nonce, inbound.account, inbound.message);
      const onlyLooks = buttons.get(found.kind)?.looks === true;
      return {
        row: found,
        doubt: onlyLooks ? undefined : await doubtAbout(reader, found, inbound.clickedMs),
      };
    });
    if (row.kind === MEANT) return once(row, pressedBefore, () => carryOutMeant(context, row));
    const clicked: Clicked = {
      kind: row.kind,
      data: row.data as Intent['data'],
      ...(inbound.type === 'select' ? { value: inbound.value } : {}),
    };
    if (doubt !== undefined) {
      log.info({ delivery: inbound.id, kind: row.kind }, 'a click on what had just moved is asked again');
      return askedAgain(doubt, clicked);
    }
    const work = () => carryOut(context, clicked);
    return kindOf(row).once === undefined ? work() : once(row, pressedBefore, work);
  }

  async function carryOutMeant(context: CommandContext, { data }: ButtonRow): Promise<Reply> {
    const { clicked, about } = readMeant(data);
    await db.read((reader) => refuseChanged(reader, about));
    return meantReply(await carryOut(context, clicked));
  }

  async function carryOut(context: CommandContext, { kind: name, data, value }: Clicked): Promise<Reply> {
    const kind = kindOf({ kind: name });
    if (kind.press === undefined) throw new Error(`${name} cannot be clicked`);
    return kind.press(context, readStored(kind.data, data), value);
  }

  /**
   * Refused, nothing was done: it may be used again. Where that cannot be written down it stays used, and the refusal is
   * told all the same: whoever reads why nothing was done can give the command again.
   */
  async function once(
    { nonce }: ButtonRow,
    before: (at: Date) => OpsError,
    work: () => Promise<Reply>,
  ): Promise<Reply> {
    const usedAt = await db.transact(async (tx) => useButton(tx, nonce, await tx.now()));
    if (usedAt !== undefined) throw before(usedAt);
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error)) await release(nonce);
      throw error;
    }
  }

  async function release(nonce: string): Promise<void> {
    try {
      await db.transact((tx) => releaseButton(tx, nonce));
    } catch (error) {
      log.warn({ err: error }, 'what was refused could not be given free, and stays used');
    }
  }

  /** A form works once; refused, it may be corrected and handed in again. */
  async function submit(
    inbound: Extract<Inbound, { type: 'form' }>,
    context: CommandContext,
  ): Promise<Reply> {
    const row = await db.read((reader) => resolveButton(reader, inbound.nonce, inbound.account, undefined));
    const intent = { kind: row.kind, data: row.data as Intent['data'] };
    const refused = async (error: OpsError): Promise<void> => {
      if (error instanceof Logged) return;
      await logRefusal(inbound, error.refusal, context.principal?.id);
    };
    return once(row, handedInBefore, () => handIn(context, intent, inbound.values, refused));
  }

  async function handIn(
    context: CommandContext,
    { kind: name, data }: Intent,
    values: { readonly [name: string]: string },
    refused: (error: OpsError) => Promise<void>,
  ): Promise<Reply> {
    if (name === FORM_PAGE) {
      const after = afterPage(data.state as unknown as PageState, values);
      if ('next' in after) return { type: 'form', ...after.next };
      return handIn(context, after.intent, after.values, refused);
    }
    const kind = kindOf({ kind: name });
    if (kind.submit === undefined) throw new Error(`${name} has no form`);
    const given = readStored(kind.data, data);
    const submit = async (): Promise<Reply> => kind.submit?.(context, given, values) ?? { type: 'none' };
    if (kind.form === undefined) return submit();
    return takeForm(values, async () => kind.form?.(context, given) ?? { type: 'none' }, submit, refused);
  }

  function kindOf(row: Pick<ButtonRow, 'kind'>): ButtonKind {
    const kind = buttons.get(row.kind);
    if (kind === undefined) throw ofAnotherVersion(new Error(`nobody handles buttons of kind ${row.kind}`));
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
          await reactions.handle(inbound);
          return { type: 'none' };
        }
      }
    },
    async complete(query, services, principal) {
      const command = find(query.path);
      if (principal === undefined && command?.access !== 'anyone') return [];
      const option = command?.options.find((one) => one.name === query.option);
      const found = await option?.complete?.(query.text, { services, principal, options: query.options });
      return (found ?? []).slice(0, MAX_COMPLETIONS);
    },
  };
}

function pressedBefore(at: Date): OpsError {
  return new OpsError({
    code: 'button.used',
    what: 'This button was used before.',
    why: `It was pressed at ${exactTime(at)}, and works once, so that nothing is done twice.`,
    next: 'Look at the card in the channel for what came of it. To do it once more, give the command again.',
  });
}

function handedInBefore(): OpsError {
  return new OpsError({
    code: 'form.used',
    what: 'This form was handed in before.',
    why: 'Each form works once, so that nothing is done twice.',
    next: 'Look at the card for what came of it, or give the command again.',
  });
}
