import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { renderCard as discordCard } from '../../../src/bot/platforms/discord/render/message.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { renderCard as slackCard } from '../../../src/bot/platforms/slack/render/message.ts';
import type { Card } from '../../../src/chat/card.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { discordMessage } from './discord.ts';
import type { Markup } from './markup.ts';
import { namesOn } from './names.ts';
import { slackMessage } from './slack.ts';

/** People of the demo. */
export type People = readonly { readonly id: string; readonly name: string }[];

/** Each platform's message for a card: fitted and rendered as the adapter does it, and drawn as people see that payload. */
export const DRAWN: Readonly<Record<'discord' | 'slack', (card: Card, people: People, now: Date) => Markup>> =
  {
    discord(card, people, now) {
      const names = namesOn('discord', people, (index) => String(100_000_000_000_000_000n + BigInt(index)));
      const { body } = discordCard(fitCard(names.called(card), DISCORD).card);
      return discordMessage(body, { names, now });
    },
    slack(card, people, now) {
      const names = namesOn('slack', people, (index) => `U0${index}`);
      return slackMessage(slackCard(fitCard(names.called(card), SLACK).card), { names, now });
    },
  };
