import type { Logger } from 'pino';
import { atMost } from '../at-most.ts';
import { digestOf } from '../canonical.ts';
import type { Card } from '../chat/card.ts';
import { intentsOf, signDraft } from '../chat/draft.ts';
import { fitCard } from '../chat/fit.ts';
import { fitForm } from '../chat/fit-form.ts';
import type { Inbound, MessageRef } from '../chat/inbound.ts';
import type { ChatPlatform, Recalled, Receiver, Responder } from '../chat/port.ts';
import { failureCard, refusalCard } from '../chat/refusal-card.ts';
import { safeCard } from '../chat/safe-text.ts';
import type { CommandContext, Reply } from '../commands/command.ts';
import type { Services } from '../commands/services.ts';
import { OpsError, type Refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Database } from '../store/database.ts';
import type { Announcer } from './announcer.ts';
import { signForAccount } from './buttons/buttons.ts';
import { type Arrival, type Guard, passAll } from './guards/guard.ts';
import type { Handlers } from './handlers.ts';
import type { Intake } from './intake/intake.ts';
import type { Refusals } from './refusals.ts';

export interface DispatcherDeps {
  readonly db: Database;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  readonly services: Services;
  readonly announcer: Announcer;
  readonly handlers: Handlers;
  readonly refusals: Refusals;
  readonly intake: Intake;
  /** Asked in order, about deliveries that never came before. */
  readonly guards: readonly Guard[];
}

/**
 * Work at a time, for each platform: fewer than the database has connections, so that in a burst what arrives is taken
 * at once and waits for its work, and a platform that answers slowly keeps nobody else waiting.
 */
const AT_ONCE = 4;

export interface Dispatcher extends Receiver {
  /** Goes on with a delivery that was left behind, unless another process has begun with it. */
  resume(left: Recalled): Promise<void>;
  /** Tells somebody why what they wanted is not done, and logs it. */
  refuse(left: Recalled, refusal: Refusal): Promise<void>;
}

/** Takes what arrives from every platform, lets the guards look at it, and answers with one reply. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { db, log, handlers, services } = deps;
  const lanes = new Map(deps.platforms.map(({ id }) => [id, atMost(AT_ONCE)]));

  function inLane<T>(inbound: Inbound, work: () => Promise<T>): Promise<T> {
    const lane = lanes.get(inbound.place.platform);
    return lane === undefined ? work() : lane(work);
  }

  async function receive(inbound: Inbound, responder: Responder): Promise<void> {
    const unsure = await once(inbound, responder);
    if (unsure !== undefined) await refuse(inbound, unsure, responder);
  }

  function once(inbound: Inbound, responder: Responder): Promise<Refusal | undefined> {
    return inLane(inbound, () => deps.intake.once(inbound, responder, () => handle(inbound, responder)));
  }

  /** Whatever goes wrong is logged, and told to the person. */
  async function guarded(
    inbound: Inbound,
    responder: Responder,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reference = newId('err');
      log.error({ err: error, reference, type: inbound.type, delivery: inbound.id }, 'inbound failed');
      await responder.reply(failureCard(reference), 'quiet').catch((silent: unknown) => {
        log.error({ err: silent, reference }, 'the failure could not be told');
      });
    }
  }

  async function handle(inbound: Inbound, responder: Responder): Promise<void> {
    const verdict = await passAll(deps.guards, inbound);
    if (!verdict.pass) {
      if (verdict.refusal !== undefined) await refuse(inbound, verdict.refusal, responder);
      return;
    }
    const { arrival } = verdict;
    try {
      await give(arrival, await handlers.handle(arrival, contextOf(arrival)), responder);
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      if (deps.refusals.isLogged(error)) await tell(inbound, error.refusal, responder);
      else await refuse(inbound, error.refusal, responder, arrival.principal?.id);
    }
  }

  async function refuse(
    inbound: Inbound,
    refusal: Refusal,
    responder: Responder,
    principal?: string,
  ): Promise<void> {
    await deps.refusals.record(inbound, refusal, principal);
    await tell(inbound, refusal, responder);
  }

  async function tell(inbound: Inbound, refusal: Refusal, responder: Responder): Promise<void> {
    await show(inbound, refusalCard(refusal), 'quiet', responder);
  }

  async function give(arrival: Arrival, reply: Reply, responder: Responder): Promise<void> {
    const { inbound } = arrival;
    switch (reply.type) {
      case 'none':
        return;
      case 'form': {
        const nonce = await signOne(inbound, reply.intent);
        const form = fitForm(reply.form, platformOf(inbound).limits.fieldsPerForm);
        return responder.openForm({ ...form, nonce });
      }
      case 'card': {
        const nonces = await db.transact(async (tx) =>
          signForAccount(tx, inbound.account, intentsOf(reply.card), await tx.now()),
        );
        const ref = await show(inbound, signDraft(reply.card, nonces), reply.visibility, responder);
        return attach(inbound, ref, reply.files ?? []);
      }
      case 'subject': {
        const shown = await deps.announcer.showTo(inbound.account, inbound.place, reply.subject);
        if (shown === undefined) return;
        await shown.adopt(await show(inbound, shown.card, 'quiet', responder));
      }
    }
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

  return {
    take: deps.intake.take,
    receive: (inbound, responder) => guarded(inbound, responder, () => receive(inbound, responder)),
    resume: ({ inbound, responder }) => guarded(inbound, responder, () => once(inbound, responder)),
    refuse: ({ inbound, responder }, refusal) => refuse(inbound, refusal, responder),
    async complete(query) {
      try {
        return await handlers.complete(query, services);
      } catch (error) {
        log.warn({ err: error, path: query.path, option: query.option }, 'completion failed');
        return [];
      }
    },
  };
}
