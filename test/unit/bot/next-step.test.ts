import { describe, expect, it } from 'vitest';
import type { Seen } from '../../contract/chat-harness.ts';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const labelsOf = ({ controls }: Seen): readonly string[] => controls.map(({ label }) => label);

const world = await botWorldOfFile();

describe('the next step', () => {
  /** Ana has the breaker verified. */
  async function verified(
    code: 0 | 3,
    { share = 'false', evidence = [] as readonly string[] } = {},
  ): Promise<Seen> {
    world.programs.set('/bin/verify', async () => ({ out: `${JSON.stringify({ evidence })}\n`, code }));
    await world.command('ana', 'ops run', { action: 'demo:breaker/verify', share });
    return world.find('ana', 'Verify the breaker');
  }

  function toneOf({ ref }: Seen): string | undefined {
    return world.chat.messages.find(({ id }) => id === ref.message)?.card?.tone;
  }

  it('stands under the outcome that it requires, shows what it would start, and asks for approval like its command', async () => {
    const card = await verified(0);
    expect(card.text).toMatch(
      /^Verify the breaker\nDone: harmless after .*\. Nothing is wrong\. Next: Close the breaker\.\n/,
    );
    expect(toneOf(card)).toBe('success');
    expect(labelsOf(card)).toEqual(['Close the breaker', 'Run again', 'Details', 'Log']);

    await world.click('ana', card, 'Close the breaker');
    const preview = await world.find('ana', 'Start this? Close the breaker');
    expect(preview.quiet).toBe(true);
    expect(preview.text).toContain('others are asked to approve it');
    expect(preview.text).toContain('/bin/close');
    await expect(world.find('ben', 'Approval needed', 'demo')).rejects.toThrow('sees no');

    await world.click('ana', preview, 'Ask for approval');
    const request = await world.find('ben', 'Approval needed: Close the breaker', 'demo');
    const used = await world.find('ana', 'You asked for it: Close the breaker');
    expect(used.ref).toEqual(preview.ref);
    expect(used.controls).toEqual([]);
    await world.click('ben', request, 'Approve');
    expect(world.started).toEqual(['/bin/verify', '/bin/close']);
  });

  it('authorizes nobody by being shown: whoever presses it is asked about anew', async () => {
    const card = await verified(0, { share: 'true' });
    world.access.rules = { high: ['sre'] };
    await world.click('ivan', card, 'Close the breaker');
    expect((await world.find('ivan', 'What you can do')).quiet).toBe(true);
    await world.click('ben', card, 'Close the breaker');
    const preview = await world.find('ben', 'Start this?');
    world.access.rules = { high: ['lead'] };
    await world.click('ben', preview, 'Ask for approval');
    await expect(world.find('ben', 'Approval needed', 'demo')).rejects.toThrow('sees no');
    expect(world.started).toEqual(['/bin/verify']);
  });

  it('is refused where what it requires is past by the time that it is pressed, and offers that', async () => {
    const card = await verified(0);
    world.clock.advance(16 * 60_000);
    await world.click('ana', card, 'Close the breaker');
    const refusal = await world.find('ana', 'Close the breaker was not started.');
    expect(labelsOf(refusal)).toEqual(['Verify the breaker']);
    await world.click('ana', refusal, 'Verify the breaker');
    expect(world.started).toEqual(['/bin/verify', '/bin/verify']);
  });

  it('is, of what was never verified, in the refusal, for the one who was refused', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/close' });
    const refusal = await world.find('ana', 'Close the breaker was not started.');
    expect(refusal.quiet).toBe(true);
    expect(labelsOf(refusal)).toEqual(['Verify the breaker']);
    await world.click('ben', refusal, 'Verify the breaker');
    expect((await world.find('ben', 'This is not yours to use.')).quiet).toBe(true);
    expect(world.started).toEqual([]);
  });

  it('is the remedy of a check that does not hold, and runs it once', async () => {
    world.programs.set('/bin/test', async () => ({ out: '', code: 1 }));
    await world.command('ana', 'ops run', { action: 'demo:breaker/test' });
    const card = await world.find('ana', 'Test the breaker');
    expect(card.text).toContain('Next: Trip the breaker.');
    expect(card.text).not.toMatch(/ollow the runbook/);
    expect(toneOf(card)).toBe('danger');
    await world.click('ana', card, 'Trip the breaker');
    const preview = await world.find('ana', 'Start this? Trip the breaker');
    expect(preview.text).toContain('it runs at once');
    expect(world.started).toEqual(['/bin/test']);
    await world.click('ana', preview, 'Run it now');
    await world.click('ana', preview, 'Run it now');
    expect(world.started).toEqual(['/bin/test', '/bin/trip']);
    expect((await world.find('ana', 'This button was used before.')).quiet).toBe(true);
  });

  it('is none under a threat, which is red, and told to its channel in words and as what it is', async () => {
    const card = await verified(3, { evidence: ['price up 38% (limit 50%)', 'supply up 4.1% (limit 2%)'] });
    expect(card.text).toMatch(
      /^Verify the breaker\nDanger: threat after .*\. It is real\. Do not close it\.\n/,
    );
    expect(toneOf(card)).toBe('danger');
    expect(labelsOf(card)).toEqual(['Run again', 'Details', 'Log']);
    const notice = await world.find('ben', 'Somebody attacks.', 'alerts');
    expect(toneOf(notice)).toBe('danger');
    expect(notice.text.split('\n').slice(0, 3)).toEqual([
      'Verify the breaker',
      'Danger: Somebody attacks.',
      'Measured: “price up 38% (limit 50%); supply up 4.1% (limit 2%)”',
    ]);
  });
});

describe('what changes something by a button of a run', () => {
  it('asks before it runs again, since Cancel stood there a moment ago', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/trip' });
    const card = await world.find('ana', 'Trip the breaker', 'demo');
    await world.click('ana', card, 'Run again');
    expect(world.started).toEqual(['/bin/trip']);
    await world.click('ana', await world.find('ana', 'Start this? Trip the breaker', 'demo'), 'Run it now');
    expect(world.started).toEqual(['/bin/trip', '/bin/trip']);
  });

  it('runs again at once where it only looks', async () => {
    await world.command('ana', 'demo health');
    await world.click('ana', await world.find('ana', 'Check the health'), 'Run again');
    expect(world.started).toEqual(['/bin/health', '/bin/health']);
  });

  it('names what is left undone before the way down is stopped, and stops it on purpose only', async () => {
    world.programs.set('/bin/break', async () => ({ out: '', code: 1 }));
    await world.command('ana', 'ops run', { action: 'demo:breaker/tidied' });
    const card = await world.find('ana', 'Break and tidy up', 'demo');
    expect(labelsOf(card)).toEqual(['Leave the rest undone', 'Done', 'Not done']);
    await world.click('ana', card, 'Leave the rest undone');
    const form = await world.platform.seeForm(account('ana'));
    expect(form?.intro).toBe('This would not be done: "In any case: Tidy up".');
    expect((await world.find('ana', 'Break and tidy up', 'demo')).text).toContain('Is it tidy?');
    await world.submit('ana', { reason: 'I tidy up by hand' });
    const over = await world.find('ana', 'Break and tidy up', 'demo');
    expect(over.text).toContain('Ana stopped the way down – “I tidy up by hand”');
    expect(labelsOf(over)).toEqual(['Run again', 'Details', 'Log']);
  });
});
