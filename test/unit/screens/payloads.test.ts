import type { APIMessageTopLevelComponent } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { discordMessage } from '../../../bin/screens/payload/discord.ts';
import { drawn } from '../../../bin/screens/payload/discord-markdown.ts';
import { DRAWN } from '../../../bin/screens/payload/draw.ts';
import { slackMessage } from '../../../bin/screens/payload/slack.ts';
import type { Block, Card, Control, ListItem, Tone } from '../../../src/chat/card.ts';

const HOSTILE =
  '<b>bold</b> *x* _y_ `z` ~~s~~ ||t|| @everyone <@1> [a](https://example.org) # head\n> quote\n1. one';
const MOMENT = 'until 2026-11-22 03:05:00 UTC (in 25 min)';
const now = new Date('2026-11-22T02:40:00Z');
const people = [
  { id: 'ana', name: 'Ana Ruiz' },
  { id: 'ben', name: 'Ben Okafor' },
];

const marks: Readonly<Record<ListItem['mark'], ListItem>> = {
  todo: { mark: 'todo', text: 'to do' },
  doing: { mark: 'doing', text: 'under way' },
  done: { mark: 'done', text: 'done' },
  failed: { mark: 'failed', text: 'failed' },
  unknown: { mark: 'unknown', text: 'unknown' },
  skipped: { mark: 'skipped', text: 'skipped' },
  bullet: { mark: 'bullet', text: HOSTILE },
};
/** One of each kind: a new kind is a type error here until it is drawn. */
const blocks: Readonly<Record<Block['type'], Block>> = {
  text: { type: 'text', text: `${HOSTILE}\n${MOMENT}\nhttps://example.org/x?y=1` },
  fields: { type: 'fields', fields: [{ label: 'Asked by', value: HOSTILE }] },
  code: { type: 'code', label: 'Step', text: '```inside``` $ echo "a  b"' },
  list: { type: 'list', items: Object.values(marks) },
  table: { type: 'table', head: ['Check', 'Found'], rows: [['Oracles', '2 of 3']] },
  progress: {
    type: 'progress',
    label: 'Migration',
    text: `45 of 100 ${MOMENT}`,
    shares: { done: 0.45, failed: 0 },
  },
  said: {
    type: 'said',
    title: 'In your words',
    entries: [
      { label: 'Why', value: 'short' },
      { label: 'More', value: `${HOSTILE}\nand more` },
    ],
  },
};
const controls: Readonly<Record<string, Control>> = {
  primary: { type: 'button', nonce: 'a', label: 'Approve', style: 'primary' },
  default: { type: 'button', nonce: 'b', label: 'Details', style: 'default', opensForm: true },
  danger: { type: 'button', nonce: 'c', label: 'Reject', style: 'danger' },
  link: { type: 'link', url: 'https://example.org', label: 'Dashboard' },
  select: { type: 'select', nonce: 'd', label: 'Choose', options: [{ value: 'a', label: 'A' }] },
};
const tones: Readonly<Record<Tone, Tone>> = {
  neutral: 'neutral',
  progress: 'progress',
  success: 'success',
  warning: 'warning',
  danger: 'danger',
};

function cardWith(tone: Tone): Card {
  return {
    title: `Everything ${HOSTILE}`,
    tone,
    status: `Waiting ${MOMENT}`,
    blocks: Object.values(blocks),
    controls: Object.values(controls),
    footer: HOSTILE,
    calls: [{ platform: 'console', workspace: 'local', id: 'ben' }],
  };
}

describe.each(['discord', 'slack'] as const)('a payload for %s', (platform) => {
  it.each(Object.values(tones))('is drawn whatever a card has, when its tone is %s', async (tone) => {
    const page = String(await DRAWN[platform](cardWith(tone), people, now));
    for (const part of [
      'Approve',
      'Reject',
      'Dashboard',
      'Choose',
      'Oracles',
      'under way',
      '@Ben Okafor',
      'echo',
    ])
      expect(page).toContain(part);
    expect(page).not.toContain('<b>bold</b>');
  });
});

describe('what is not known how it looks', () => {
  const reading = { names: { of: (id: string) => id }, now };

  it.each([
    [
      'a component of another kind',
      { components: [{ type: 17, components: [] }] as unknown as APIMessageTopLevelComponent[] },
    ],
    ['a part of an embed', { embeds: [{ title: 'x', image: { url: 'https://example.org' } }] }],
    ['a part of a message', { content: 'x', tts: true }],
  ])('is refused on Discord: %s', (_what, body) => {
    expect(() => discordMessage({ allowed_mentions: { parse: [] }, ...(body as object) }, reading)).toThrow(
      /teach/,
    );
  });

  it.each(['__under__', '~~gone~~', '<#123>', '<@&123>'])('is refused in a text of Discord: %s', (text) => {
    expect(() => drawn(text, reading)).toThrow(/teach/);
  });

  it.each([
    ['a block', { type: 'divider' } as const],
    ['a control', { type: 'actions', elements: [{ type: 'datepicker', action_id: 'x' }] } as const],
    [
      'a style of a text',
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { strike: true } }] },
        ],
      } as const,
    ],
  ])('is refused in Slack: %s', (_what, block) => {
    expect(() => slackMessage({ text: '', blocks: [block as never] }, reading)).toThrow(/teach/);
  });
});
