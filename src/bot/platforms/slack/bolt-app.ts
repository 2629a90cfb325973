import { App, type Receiver, type types } from '@slack/bolt';
import { ZodError } from 'zod';
import type { Oddities } from '../../../chat/oddities.ts';
import type { Identity } from './identity.ts';
import { boltLogger } from './log.ts';
import type { Log } from './options.ts';
import { createViewAnswer, type ViewAnswer } from './view-answer.ts';

/** What is done with each kind of delivery. `ack` tells Slack that we have it. */
export interface Handlers {
  command(body: unknown, ack: () => Promise<void>): Promise<void>;
  click(body: unknown, ack: () => Promise<void>): Promise<void>;
  submission(body: unknown, answer: ViewAnswer): Promise<void>;
  suggestions(body: unknown): Promise<types.PlainTextOption[]>;
  event(body: unknown): Promise<void>;
}

export interface BoltAppOptions {
  readonly receiver: Receiver;
  readonly token: () => string;
  readonly identity: () => Identity;
  readonly handlers: Handlers;
  readonly log: Log;
  readonly oddities: Oddities;
}

const EVENTS =
  /^(reaction_added|reaction_removed|user_change|subteam_updated|subteam_members_changed|app_home_opened|message|(channel|group)_(deleted|archive))$/;

/** A Bolt app that knows no names: what is what, the payload says. */
export function createBoltApp({ receiver, token, identity, handlers, log, oddities }: BoltAppOptions): App {
  const app = new App({
    receiver,
    logger: boltLogger(log),
    // Bolt would keep every conversation in memory.
    convoStore: false,
    authorize: async () => {
      const { team, bot, botUser } = identity();
      return { botToken: token(), botId: bot, botUserId: botUser, teamId: team };
    },
  });
  app.command(/^\//, async ({ ack, body }) => {
    await handlers.command(body, () => ack());
  });
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    await handlers.click(body, () => ack());
  });
  app.view(/./s, async ({ ack, body }) => {
    const answer = createViewAnswer(
      (response) => (response === undefined ? ack() : ack(response)),
      (error) => log.warn({ err: error }, 'Slack did not take the answer to a form'),
    );
    await handlers.submission(body, answer);
  });
  app.options(/./s, async ({ ack, body }) => {
    await ack({ options: await handlers.suggestions(body) });
  });
  // Bolt acknowledges events on its own, before it calls this.
  app.event(EVENTS, async ({ body }) => handlers.event(body));
  app.error(async (error) => {
    const cause = originalOf(error);
    if (cause instanceof ZodError) oddities.note('a delivery', cause);
    else log.error({ err: error }, 'a delivery of Slack failed');
  });
  return app;
}

/** Bolt hands on what a listener threw inside an error of its own. */
function originalOf(error: unknown): unknown {
  return (error as { readonly original?: unknown }).original ?? error;
}
