import { describe, expect, it } from 'vitest';
import { createClient } from '../../../../../src/bot/platforms/slack/client.ts';
import { createCustomEmoji } from '../../../../../src/bot/platforms/slack/custom-emoji.ts';
import { emojiOf, isStandardEmoji } from '../../../../../src/bot/platforms/slack/emoji.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { BOT_TOKEN, openFakeSlack } from '../../../../support/slack/fake-slack.ts';
import { silent } from '../../../../support/slack/silent.ts';

describe('the names of emoji on Slack', () => {
  it.each([
    ['white_check_mark', '✅'],
    ['+1::skin-tone-3', '👍'],
    ['robot_face', '🤖'],
    ['octagonal_sign', '🛑'],
    ['flag-us', '🇺🇸'],
    ['keycap_star', '*️⃣'],
    ['shipit', 'shipit'],
  ])('%s is %s', (name, emoji) => {
    expect(emojiOf(name)).toBe(emoji);
  });

  it('follow the workspace where a custom name is another one for an emoji', async () => {
    const fake = await openFakeSlack('socket', () => '');
    try {
      fake.state.emoji.set('approved', 'alias:ok');
      fake.state.emoji.set('ok', 'alias:white_check_mark');
      fake.state.emoji.set('round', 'alias:and-round');
      fake.state.emoji.set('and-round', 'alias:round');
      const custom = createCustomEmoji(createClient(BOT_TOKEN, fake.apiUrl, silent), systemClock);
      const names = await custom.names();
      expect(emojiOf('approved', names)).toBe('✅');
      expect(emojiOf('round', names)).toBe('round');
    } finally {
      await fake.close();
    }
  });

  it('cover what people write in settings, whatever its skin tone', () => {
    expect(['✅', '👍🏿', '✔️', '✔'].map(isStandardEmoji)).toEqual([true, true, true, true]);
    expect(['shipit', ':x:', 'x', '⌘'].map(isStandardEmoji)).toEqual([false, false, false, false]);
  });
});
