import type { Logger } from 'pino';
import { digestOf, type Json } from '../canonical.ts';
import type { Card, Form } from '../chat/card.ts';
import { type CardDraft, intentsOf, signDraft } from '../chat/draft.ts';
import { fitCard } from '../chat/fit.ts';
import { FORM_LATER, formLaterCard } from '../chat/form-later.ts';
import { pageOf } from '../chat/form-pages.ts';
import type { Completion, CompletionQuery, Inbound, MessageRef } from '../chat/inbound.ts';
import {
  type ChatPlatform,
  DeliveryError,
  FormNotOpened,
  type Recalled,
  type Receiver,
  type Responder,
} from '../chat/port.ts';
import { failureCard, type Outcome, refusalDraft, unansweredCard } from '../chat/refusal-card.ts';
import { safeCard } from '../chat/safe-text.ts';
import { orUnsure, trueReason } from '../chat/stranger.ts';
import type { Clock } from '../clock.ts';
import type { CommandContext, Reply, Services } from '../commands/command.ts';
import { isRefusal, Logged, type Refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Account, Principal } from '../people/principal.ts';
import type { Doubts } from '../people/service/doubts.ts';
import type { DoubtedRoles } from '../people/standing.ts';
import type { Database } from '../store/database.ts';
import { shortageIn } from '../store/shortage.ts';
import { atMost } from '../waiting/at-most.ts';
import { within } from '../waiting/within.ts';
import type { Announcer } from './announcer.ts';
import { signForAccount } from './buttons/buttons.ts';
import { type Arrival, type Guard, passAll } from './guards/guard.ts';
import type { Handlers } from './handlers.ts';
import type { Intake } from './intake/intake.ts';
import { refuseLate } from './late.ts';
import type { LogRefusal } from './refusals.ts';
import { knowing, knowingAll, Unanswered, Untold } from './unanswered.ts';

export interface DispatcherDeps {
  readonly db: Database;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  readonly services: Services;
  readonly announcer: Announcer;
  readonly handlers: Handlers;
  readonly logRefusal: LogRefusal;
  readonly intake: Intake;
  readonly doubts: Pick<Doubts, 'during'>;
  /** Whose account it is, as far as is known without asking the platform; undefined: nobody's. */
  readonly identify: (account: Account) => Promise<Principal | undefined>;
  /** Asked in order, about deliveries that never came before. */
  readonly guards: readonly Guard[];
}

/**
 * Work at a time, for each platform: fewer than the database has connections, so that in a burst what arrives is taken
 * at once and waits for its work, and a platform that answers slowly keeps nobody else waiting.
 */
const AT_ONCE = 4;

/** Platforms show suggestions that come within 3 s, and open forms as long. */
const COMPLETE_MS = 2_000;
const BEFORE_FORM_MS = 1_500;

export interface Dispatcher extends Pick<Receiver, 'take' | 'receive' | 'complete' | 'turnedAway'> {
  /** Goes on with a delivery that was left behind, unless another process has begun with it. */
  resume(left: Recalled): Promise<void>;
  /** Tells somebody why what they wanted is not done, and logs it. */
  refuse(left: Recalled, refusal: Refusal): Promise<void>;
}

/** Takes what arrives from every platform, lets the guards look at it, and answers with one reply. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, clock, log, handlers, services } = deps;
  const lanes = new Map(deps.platforms.map(({ id }) => [id, atMost(AT_ONCE)]));

  async function receive(inbound: Inbound, responder: Responder): Promise<void> {
    const unsure = await once(inbound, responder);
    if (unsure !== undefined) await refuse(inbound, unsure, responder);
  }

  function once(inbound: Inbound, responder: Responder): Promise<Refusal | undefined> {
    const lane = lanes.get(inbound.place.platform);
    const arrivedAt = clock.elapsed();
    const work = () => guarded(inbound, responder, () => handle(inbound, responder, arrivedAt));
    return deps.intake.once(inbound, responder, work, lane);
  }

  /**
   * Whatever goes wrong is logged, and told to the person.
   * @throws Untold when it could not be told: what is kept is then told by a later look, and what is repeated when it is.
   */
  async function guarded(
    inbound: Inbound,
    responder: Responder,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Untold) throw error;
      const reference = newId('err');
      log.error({ err: error, reference, type: inbound.type, delivery: inbound.id }, 'inbound failed');
      const card =
        error instanceof Unanswered
          ? unansweredCard(error.outcome, reference)
          : failureCard(reference, shortageIn(error));
      await responder.reply(card, 'quiet').catch((silent: unknown) => {
        throw new Untold(reference, silent);
      });
    }
  }

  async function handle(inbound: Inbound, responder: Responder, arrivedAt: number): Promise<void> {
    const begunAt = clock.elapsed();
    const verdict = await knowingAll('not-begun', () => passAll(deps.guards, inbound));
    const late = refuseLate(begunAt - arrivedAt, clock.elapsed() - begunAt);
    if (late !== undefined) return knowingAll('not-begun', () => refuse(inbound, late, responder));
    if (!verdict.pass) {
      const { refusal } = verdict;
      if (refusal !== undefined) await knowingAll('not-begun', () => refuse(inbound, refusal, responder));
      return;
    }
    const { arrival } = verdict;
    // Whoever is refused by the work itself was refused before any of it was done; what fails on our side refuses nobody.
    let outcome: Outcome = 'not-begun';
    try {
      const reply = await deps.doubts.during(doubtedOf(arrival), () =>
        handlers.handle(arrival, contextOf(arrival)),
      );
      // A form only asks: what it is for begins when it is handed in.
      if (reply.type !== 'form' && reply.type !== 'form-later') outcome = 'worked-on';
      await knowing(outcome, () => give(arrival, reply, responder));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const refusal = reasonFor(arrival, error.refusal);
      await knowingAll(outcome, () =>
        error instanceof Logged
          ? tell(inbound, refusal, responder)
          : refuse(inbound, refusal, responder, arrival.principal?.id),
      );
    }
  }

  async function refuse(
    inbound: Inbound,
    refusal: Refusal,
    responder: Responder,
    principal?: string,
  ): Promise<void> {
    await deps.logRefusal(inbound, refusal, principal);
    await tell(inbound, refusal, responder);
  }

  async function tell(inbound: Inbound, refusal: Refusal, responder: Responder): Promise<void> {
    await show(inbound, await signed(inbound, refusalDraft(refusal)), 'quiet', responder);
  }

  async function give(arrival: Arrival, reply: Reply, responder: Responder): Promise<void> {
    const { inbound } = arrival;
    switch (reply.type) {
      case 'none':
        return;
      case 'form': {
        const { fieldsPerForm, typedText } = platformOf(inbound).limits;
        const { form, intent } = pageOf(reply, { fields: fieldsPerForm, typed: typedText });
        return openForm(inbound, { ...form, nonce: await signOne(inbound, intent) }, responder);
      }
      case 'form-later':
        return openForm(inbound, reply.form, responder);
      case 'card': {
        const card = await signed(inbound, reply.card);
        if (reply.replaces && (await replaced(inbound, card, responder))) return;
        const ref = await show(inbound, card, reply.visibility, responder);
        return attach(inbound, ref, reply.files ?? []);
      }
      case 'subject': {
        const shown = await deps.announcer.showTo(inbound.account, inbound.place, reply.subject);
        if (shown === undefined) return;
        await shown.adopt(await show(inbound, shown.card, 'quiet', responder));
      }
    }
  }

  /** A form that does not open now waits behind a button: nobody has to give the command, or look for the card, again. */
  async function openForm(inbound: Inbound, form: Form, responder: Responder): Promise<void> {
    try {
      await responder.openForm(form);
    } catch (error) {
      if (!(error instanceof FormNotOpened)) throw error;
      log.warn({ err: error, delivery: inbound.id }, 'a form did not open, and waits behind a button');
      const nonce = await signOne(inbound, { kind: FORM_LATER, data: { form: form as unknown as Json } });
      await show(
        inbound,
        formLaterCard(form, { nonce, opensForm: true }, error.refusal.why),
        'quiet',
        responder,
      );
    }
  }

  /** With controls that this account alone may use. */
  async function signed(inbound: Inbound, draft: CardDraft): Promise<Card> {
    const intents = intentsOf(draft);
    if (intents.length === 0) return signDraft(draft, []);
    const nonces = await db.transact(async (tx) =>
      signForAccount(tx, inbound.account, intents, await tx.now()),
    );
    return signDraft(draft, nonces);
  }

  async function signOne(
    inbound: Inbound,
    intent: Parameters<typeof signForAccount>[2][number],
  ): Promise<string> {
    const [nonce] = await db.transact(async (tx) =>
      signForAccount(tx, inbound.account, [intent], await tx.now()),
    );
    if (nonce === undefined) throw new Error('the form got no nonce');
    return nonce;
  }

  async function show(
    inbound: Inbound,
    card: Card,
    visibility: 'quiet' | 'channel',
    responder: Responder,
  ): Promise<MessageRef | undefined> {
    const platform = platformOf(inbound);
    const fitted = fitCard(safeCard(card), platform.limits, visibility);
    const ref = await responder.reply(fitted.card, visibility);
    if (fitted.overflow !== undefined) {
      await attach(inbound, ref, [{ name: 'whole.txt', content: fitted.overflow }]);
    }
    return ref;
  }

  /** Whether the card stands now where the person clicked; otherwise it has to be said below. */
  async function replaced(inbound: Inbound, card: Card, responder: Responder): Promise<boolean> {
    const { limits } = platformOf(inbound);
    try {
      return (await responder.replace?.(fitCard(safeCard(card), limits, 'bare').card)) ?? false;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      log.warn({ err: error, delivery: inbound.id }, 'a private card could not be replaced');
      return false;
    }
  }

  async function attach(
    inbound: Inbound,
    ref: MessageRef | undefined,
    files: readonly { readonly name: string; readonly content: string }[],
  ): Promise<void> {
    if (ref === undefined) return;
    for (const file of files) {
      const key = `reply/${inbound.id}/${file.name}/${digestOf(file.content).slice(0, 8)}`;
      await platformOf(inbound).reply(ref, { text: file.name, file }, key);
    }
  }

  function platformOf(inbound: Inbound): ChatPlatform {
    const platform = deps.platforms.find((one) => one.id === inbound.account.platform);
    if (platform === undefined) throw new Error(`${inbound.account.platform} is not configured`);
    return platform;
  }

  function contextOf({ inbound, principal }: Arrival): CommandContext {
    const { account, displayName, human, place } = inbound;
    return { services, account, displayName, human, principal, place };
  }

  /** Nobody fills in a form for what is not taken from them there. */
  async function turnedAway({
    account,
    place,
    path,
  }: Parameters<Receiver['turnedAway']>[0]): Promise<Refusal | undefined> {
    const unasked = { id: newId('ask'), displayName: account.id, human: true, options: {} };
    const inbound: Inbound = { ...unasked, type: 'command', account, place, path };
    try {
      const verdict = await within(BEFORE_FORM_MS, 'a look at who may', passAll(deps.guards, inbound));
      if (verdict.pass || verdict.refusal === undefined) return undefined;
      await deps.logRefusal(inbound, verdict.refusal, undefined);
      return verdict.refusal;
    } catch (error) {
      log.warn({ err: error }, 'whether a command is taken was not found out before its form');
      return undefined;
    }
  }

  /** Suggestions are names of what there is: nobody gets more of them than they may see. */
  async function complete(query: CompletionQuery): Promise<readonly Completion[]> {
    return handlers.complete(query, services, await deps.identify(query.account));
  }

  return {
    take: deps.intake.take,
    receive: (inbound, responder) => guarded(inbound, responder, () => receive(inbound, responder)),
    resume({ inbound, responder }) {
      deps.intake.recalled(inbound);
      return guarded(inbound, responder, () => once(inbound, responder));
    },
    refuse: ({ inbound, responder }, refusal) => refuse(inbound, refusal, responder),
    turnedAway,
    async complete(query) {
      try {
        return await within(COMPLETE_MS, 'a suggestion', complete(query));
      } catch (error) {
        log.warn({ err: error, path: query.path, option: query.option }, 'completion failed');
        return [];
      }
    },
  };
}

function doubtedOf({ principal, doubted = [] }: Arrival): DoubtedRoles {
  return new Map(principal === undefined ? [] : [[principal.id, doubted]]);
}

/** What rooms refuse for want of what is known about somebody may have a reason of which they know nothing. */
function reasonFor({ inbound, unsure }: Arrival, refusal: Refusal): Refusal {
  return orUnsure(unsure === true, trueReason(inbound.stranger, refusal));
}
