import { beforeEach, describe, expect, it } from 'vitest';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const PAUSE = 'steps: [{ shell: { run: [/bin/pause] }, effect: unsafe }]';
// The settings of this world name nobody: people are called by their ids.
const LINE = 'Emergency under way: "Pause everything" (begun by ana, just now)';

describe('beside an emergency that is under way', async () => {
  const world = await botWorldOfFile();
  beforeEach(async () => {
    for (const name of ['demo', 'fallback']) world.chat.channels.add(name);
    await world.rewrite(PAUSE, 'steps: [{ slot: valve }]', [
      'channels:\n',
      'slots:\n  valve: { title: Close the valve, source: L21, manual: Turn the valve by hand., of: [sre, lead] }\nchannels:\n',
    ]);
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it leaks', _confirmation: 'pause' });
    await world.click('ana', await world.find('ana', 'Break the glass?'), 'Break the glass now');
    await world.find('ana', 'Turn the valve by hand', 'demo');
  });

  it('the status says so, with the way to its card', async () => {
    await world.command('ben', 'ops status');
    const card = await world.find('ben', LINE);
    expect(card.controls.map(({ label }) => label)).toContain('Show: Pause everything');
    await world.click('ben', card, 'Show: Pause everything');
    expect((await world.find('ben', 'Turn the valve by hand')).quiet).toBe(true);
  });

  it('a look at the same system says so, once it has ended', async () => {
    await world.command('ben', 'ops run', { action: 'demo:health/check' });
    const card = await world.find('ben', 'Check the health');
    expect(card.text).toContain(LINE);
    expect(card.controls.map(({ label }) => label)).toContain('Show: Pause everything');
  });

  it('the form of another action says so before anything else', async () => {
    await world.command('ben', 'ops run', { action: 'demo:breaker/reset' });
    expect((await world.platform.seeForm(account('ben')))?.intro).toMatch(
      /^Emergency under way: "Pause everything" \(begun by ana, just now\)/,
    );
  });

  it('a refusal of another action says so', async () => {
    await world.command('ben', 'ops run', { action: 'demo:breaker/close' });
    const card = await world.find('ben', 'In the log as');
    expect(card.text).toContain(LINE);
    expect(card.controls.map(({ label }) => label)).toContain('Show: Pause everything');
  });
});
