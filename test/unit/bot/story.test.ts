import { describe, expect, it } from 'vitest';
import { beginDeliveries } from '../../../src/bot/intake/store.ts';
import { type BotWorld, botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

const world = await botWorldOfFile();

describe('the bot', () => {
  it('answers a read-only action to the caller alone, with a card that follows the run', async () => {
    await world.command('ana', 'demo health');
    const answer = await world.find('ana', 'Check the health');
    expect(answer.quiet).toBe(true);
    expect(answer.text).toContain('Done');
    expect(answer.text).toContain('/bin/health was here');
    expect(world.started).toEqual(['/bin/health']);
    expect(await world.see('ben')).toEqual([]);
    expect(await world.see('ben', 'demo')).toEqual([]);
  });

  it('asks for what is missing, shows what would run, and runs it once somebody else approved', async () => {
    await world.command('ana', 'demo reset');
    expect((await world.platform.seeForm(account('ana')))?.fields.map((field) => field.name)).toEqual([
      'target',
    ]);
    await world.submit('ana', { target: 'main' });

    const card = await world.find('ben', 'Reset the breaker', 'demo');
    expect(card.text).toContain('/bin/reset main');
    expect(card.text).toContain('0 of 1 approval from sre');
    expect(card.text).toContain('target: main');
    expect(world.started).toEqual([]);

    await world.click('ana', card, 'Approve');
    expect((await world.find('ana', 'somebody else has to decide', 'demo')).quiet).toBe(true);
    expect(world.started).toEqual([]);

    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
    const cards = await world.see('ivan', 'demo');
    expect(cards).toHaveLength(2);
    expect(cards[0]?.ref).toEqual(card.ref);
    expect(cards[0]?.text).toContain('Carried out');
    expect(cards[0]?.text).toContain('Ben approved');
    expect(cards[1]?.text).toContain('Done');

    await world.click('lea', card, 'Approve');
    expect((await world.find('lea', 'The request is over', 'demo')).quiet).toBe(true);
  });

  it('5.6 authorizes at every click: an unlinked account and a bot cannot vote, and it is logged', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    await world.click('jo', card, 'Approve');
    expect((await world.find('jo', 'not linked', 'demo')).quiet).toBe(true);
    await world.click('robot', card, 'Approve');
    expect(world.started).toEqual([]);
    const id = /apr-\w+/.exec(card.text)?.[0];
    expect((await world.log(`request/${id}`)).filter((kind) => kind === 'vote.refused')).toHaveLength(2);
    // What the request has logged, nobody logs once more.
    expect(await world.log('access')).toEqual([]);
  });

  it('5.6 takes no button from a copied message, from another account, or out of thin air', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    const nonce = card.controls[0]?.nonce ?? '';
    const copy = { ...card.ref, message: 'm999' };
    await world.platform.click(account('ben'), copy, nonce);
    await world.platform.click(account('ben'), card.ref, 'made-up-nonce');
    const told = (await world.see('ben', 'demo')).map((message) => message.text).join('\n');
    expect(told).toContain('button.copied');
    expect(told).toContain('button.unknown');
    expect(world.started).toEqual([]);
    expect(await world.log('access')).toEqual(['access.refused', 'access.refused']);

    await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
    const form = await world.platform.seeForm(account('ana'));
    await world.platform.submit(account('ben'), placeIn('ops'), form?.nonce ?? '', { _reason: 'x' });
    expect((await world.find('ben', 'button.foreign')).quiet).toBe(true);
  });

  it('lets a form be corrected, and takes it once', async () => {
    await world.command('ana', 'demo reset', {});
    const form = await world.platform.seeForm(account('ana'));
    const send = (values: { [name: string]: string }) =>
      world.platform.submit(account('ana'), placeIn('ops'), form?.nonce ?? '', values);
    await send({ target: '-rf' });
    await world.settle();
    expect((await world.find('ana', '-rf')).text).not.toContain('err-');
    await send({ target: 'main' });
    await send({ target: 'main' });
    await world.settle();
    expect(
      (await world.see('ben', 'demo')).filter((message) => message.text.includes('Approval needed')),
    ).toHaveLength(1);
    expect((await world.find('ana', 'form.used')).quiet).toBe(true);
  });

  it('does one thing for one delivery, however often it comes', async () => {
    const send = () =>
      world.platform.command(account('ana'), placeIn('ops'), ['demo', 'health'], {}, 'the-same');
    await Promise.all([send(), send()]);
    await world.restart();
    await send();
    await world.settle();
    expect(world.started).toEqual(['/bin/health']);
  });

  it('tells who asked when the process died over it, and does not do it twice', async () => {
    await world.db.transact((tx) => beginDeliveries(tx, ['console/local/cut-short']));
    await world.platform.command(account('ana'), placeIn('ops'), ['demo', 'health'], {}, 'cut-short');
    await world.settle();
    expect((await world.find('ana', 'delivery.interrupted')).text).toContain('ask again');
    expect(world.started).toEqual([]);
  });

  it('wants a reason and a typed confirmation where the policy says so, from both sides', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
    await world.submit('ana', { _reason: '', _confirmation: 'wrong' });
    const again = await world.platform.seeForm(account('ana'));
    expect(again?.fields.map((field) => field.error)).toEqual(['Say why.', 'This is not breaker/wipe.']);
    await world.submit('ana', { _reason: 'because', _confirmation: 'breaker/wipe' });
    const card = await world.find('ben', 'Wipe the breaker', 'demo');
    expect(card.text).toContain('because');
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual([]);
    await world.submit('ben', { confirmation: 'breaker/wip', reason: 'I read it all' });
    expect((await world.platform.seeForm(account('ben')))?.fields).toMatchObject([
      { name: 'confirmation', value: 'breaker/wip', error: expect.stringContaining('breaker/wipe') },
      { name: 'reason', value: 'I read it all' },
    ]);
    await world.submit('ben', { confirmation: 'breaker/wipe', reason: '' });
    expect(world.started).toEqual(['/bin/wipe']);
  });

  it('5.6 counts a reaction where the policy allows it', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    await world.platform.react(account('ana'), card.ref, '✅');
    expect((await world.find('ana', 'somebody else has to decide', 'demo')).quiet).toBe(true);
    await world.platform.react(account('ben'), card.ref, '👀');
    expect(world.started).toEqual([]);
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('5.6 takes a vote back with its reaction, also when nobody told us that it was removed', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    const card = await world.find('ben', 'Open the breaker', 'demo');
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('1 of 2 approvals');
    await world.platform.unreact(account('ben'), card.ref, '✅');
    await world.settle();
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('0 of 2 approvals');

    await world.platform.react(account('cem'), card.ref, '✅');
    world.chat.messages.find((message) => message.id === card.ref.message)?.reactions.splice(0);
    await world.restart();
    await world.settle();
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('0 of 2 approvals');
    expect(world.started).toEqual([]);
  });

  it('5.6 says that a reaction is no vote where only buttons count', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
    await world.submit('ana', { _reason: 'because', _confirmation: 'breaker/wipe' });
    const card = await world.find('ben', 'Wipe the breaker', 'demo');
    await world.platform.react(account('ben'), card.ref, '✅');
    expect((await world.find('ben', 'Your reaction is not a vote', 'demo')).quiet).toBe(true);
    expect(world.started).toEqual([]);
  });

  it('5.6 finds a reaction whose event was lost', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    const stored = world.chat.messages.find((message) => message.id === card.ref.message);
    stored?.reactions.push({ emoji: '✅', account: account('ben'), human: true });
    await world.restart();
    await world.settle();
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('5.5 runs break-glass at once, names who did it, and has it reviewed', async () => {
    await world.command('ben', 'ops run', { action: 'demo:pause' });
    const form = await world.platform.seeForm(account('ben'));
    expect(form?.submit).toBe('Show what would run');
    await world.submit('ben', { _reason: 'funds at risk', _confirmation: 'pause' });
    await world.click('ben', await world.find('ben', 'Break the glass?'), 'Break the glass now');
    expect(world.started).toEqual(['/bin/pause']);
    const card = await world.find('lea', 'Break-glass', 'demo');
    expect(card.text).toContain('Ben, alone');
    expect(card.text).toContain('Review open: 0 of 1 from lead');
    await world.click('lea', card, 'It was right');
    await world.submit('lea', { reason: ' ' });
    await world.submit('lea', { reason: 'it stopped the loss' });
    expect((await world.find('lea', 'Break-glass', 'demo')).text).toContain('it was right');
  });

  it('a zero character in the reason of a break-glass is told with its place, and nothing runs', async () => {
    await world.command('ben', 'ops run', { action: 'demo:pause' });
    await world.submit('ben', { _reason: 'funds\0at risk', _confirmation: 'pause' });
    const { text } = await world.find('ben', 'Nothing was done');
    expect(text).toContain('Character 6 of');
    expect(text).not.toContain('our side');
    expect(world.started).toEqual([]);
  });

  it('shows the plan of an action that cannot rehearse when a dry run is asked for, and runs nothing', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/reset', 'dry-run': 'true' });
    const form = await world.platform.seeForm(account('ana'));
    expect(form?.submit).toBe('Show what would run');
    expect(form?.intro).toContain('cannot rehearse');
    await world.submit('ana', { target: 'main' });
    const shown = await world.find('ana', 'What would run: Reset the breaker');
    expect(shown.quiet).toBe(true);
    expect(shown.text).toContain('Nothing was run, and nothing was asked for.');
    expect(shown.text).toContain('/bin/reset main');
    expect(shown.text).toContain('1 of sre');
    expect(shown.controls).toEqual([]);

    // What would break the glass asks for no reason: nothing is broken.
    await world.command('ana', 'ops run', { action: 'demo:pause', 'dry-run': 'true' });
    expect((await world.find('ana', 'What would run: Pause everything')).text).toContain('/bin/pause');
    expect(world.started).toEqual([]);
    expect(await world.see('ben', 'demo')).toEqual([]);
  });

  it('asks a person with evidence, and tells the channel that the step names', async () => {
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    const card = await world.find('ben', 'Ask a person', 'demo');
    expect(card.text).toContain('Is it real?');
    await world.click('ben', card, 'Done');
    await world.submit('ben', { evidence: '  ' });
    expect((await world.platform.seeForm(account('ben')))?.fields).toMatchObject([
      { name: 'evidence', error: 'Write something here.' },
    ]);
    await world.submit('ben', { evidence: 'seen with my own eyes' });
    expect((await world.find('ben', 'Ask a person', 'demo')).text).toContain('Done');
    expect((await world.find('ivan', 'done @everyone', 'alerts')).quiet).toBe(false);
  });

  it('asks for a decision when nobody knows whether a step took effect', async () => {
    world.programs.set('/bin/reset', async () => {
      throw new Error('the connection broke');
    });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben', await world.find('ben', 'Reset the breaker', 'demo'), 'Approve');
    const card = await world.find('ben', 'Nobody knows', 'demo');
    // Who asked for it may not say so, and hears that before anything is to be written.
    await world.click('ana', await last(world, 'Run the step again'), 'It was done');
    expect((await world.find('ana', 'You asked for the run yourself', 'demo')).quiet).toBe(true);
    expect(await world.platform.seeForm(account('ana'))).toBeUndefined();
    await world.click('ben', await last(world, 'Run the step again'), 'It was done');
    // Blanks are no reason: the form stands there again, and says so at its field.
    for (const reason of ['   ', '\n\t', '\u200b']) {
      await world.submit('ben', { reason });
      const again = await world.platform.seeForm(account('ben'));
      expect(again?.fields).toMatchObject([
        { name: 'reason', error: 'Write something here.', value: reason },
      ]);
    }
    await world.submit('ben', { reason: 'the breaker is closed' });
    expect(card.text).toContain('Look, then decide');
    const ended = await world.find('ivan', 'Keyturn did not see all of it', 'demo');
    expect(ended.text).toMatch(/" is done only as Ben says/);
    expect(ended.text).toContain('(done, as Ben says; Keyturn did not see it)');
    expect(ended.text).toContain('the breaker is closed');
    const request = await world.find('ivan', 'Carried out', 'demo');
    expect(request.text).toMatch(
      /Carried out; Keyturn did not see all of it: "[^"]+" is done only as Ben says, at /,
    );
    await world.click('ivan', request, 'Details');
    const details = await world.find('ivan', 'Details: Reset the breaker', 'demo');
    expect(details.text).toMatch(
      /As it was at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. This view stays as it is; the card of the request is kept up to date\./,
    );
    expect(details.text).toContain('is done only as Ben says');
    expect(world.started).toEqual(['/bin/reset main']);
    await world.command('ana', 'ops status');
    expect((await world.find('ana', 'Reset the breaker')).text).toContain('succeeded, as people say');
  });

  it('takes no decision of a step that has run again since the card was shown', async () => {
    world.programs.set('/bin/reset', async () => {
      throw new Error('the connection broke');
    });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben', await world.find('ben', 'Reset the breaker', 'demo'), 'Approve');
    const stale = await last(world, 'It was done');
    await world.click('ben', stale, 'Run the step again');
    await world.submit('ben', { reason: 'nothing happened' });
    expect(world.started).toHaveLength(2);
    await world.click('ben', stale, 'It was done');
    expect((await world.find('ben', 'which has run again since', 'demo')).quiet).toBe(true);
  });

  it('keeps the lock of a run whose program cannot be stopped, says why on its card, and frees it when people say so', async () => {
    world.programs.set('/bin/reset', async () => {
      world.unstoppable.count = 1;
      throw new Error('the connection broke');
    });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben', await world.find('ben', 'Reset the breaker', 'demo'), 'Approve');
    await world.click('ben', await last(world, 'It does not run any more'), 'Abort');
    await world.submit('ben', { reason: 'it hangs' });
    const kept = await world.find('ben', 'Its lock demo/breaker is kept', 'demo');
    expect(kept.text).toContain('one of its programs could not be stopped and may still run');

    world.programs.delete('/bin/reset');
    await world.command('ana', 'demo reset', { target: 'again' });
    await world.click('ben', await last(world, 'Approve'), 'Approve');
    const waits = await world.find('ben', 'which has ended, but a program of it may still run', 'demo');
    expect(waits.text).toContain('demo/breaker');
    expect(world.started).toEqual(['/bin/reset main']);

    await world.platform.remove(kept.ref);
    await world.settle();
    const button = 'It does not run any more';
    // The requester's word does not count, and is not asked for.
    await world.click('ana', await last(world, button), button);
    expect((await world.find('ana', 'You asked for the run yourself', 'demo')).quiet).toBe(true);
    expect(world.started).toEqual(['/bin/reset main']);
    world.unstoppable.count = 0;
    await world.click('ben', await last(world, button), button);
    await world.submit('ben', { reason: 'killed it on the host' });
    await world.settle();
    expect(world.started).toEqual(['/bin/reset main', '/bin/reset again']);
  });

  it('5.16 posts a deleted card again, in its state of now', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Approval needed', 'demo');
    await world.platform.remove(card.ref);
    await world.click('ben', { ...card, controls: card.controls }, 'Reject').catch(() => undefined);
    await world.submit('ben', {});
    await world.command('ana', 'ops status');
    const again = await world.find('ben', 'Rejected', 'demo');
    expect(again.ref).not.toEqual(card.ref);
  });

  it('refuses an unknown action with the nearest ones, an unlinked caller, and a misspelt request', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/rest' });
    expect((await world.find('ana', 'Did you mean')).text).toContain('demo:breaker/reset');
    await world.command('jo', 'demo health');
    expect((await world.find('jo', 'does not know who you are')).quiet).toBe(true);
    await world.command('ana', 'ops approvals show', { request: 'apr-nothing' });
    expect((await world.find('ana', 'There is no request')).quiet).toBe(true);
    expect(world.started).toEqual([]);
    expect(await world.log('access')).toHaveLength(3);
  });

  it('says where a request stands that is shown elsewhere, with a button that shows it here', async () => {
    await world.command('ivan', 'demo reset', { target: 'main' });
    const told = await world.find('ivan', 'waits for votes in #demo');
    await world.click('ivan', told, 'Show the request here');
    expect((await world.find('ivan', 'Approval needed: Reset the breaker')).quiet).toBe(true);
  });

  it('shows requests, status, help and the log, with buttons that work', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.command('ben', 'ops approvals list');
    const id = /apr-\w+/.exec((await world.find('ben', 'Open approval requests')).text)?.[0] ?? '';
    await world.command('ben', 'ops audit show', { of: id });
    const log = await world.find('ben', 'Log of');
    expect(log.text).toContain('Asked for approval');
    expect(log.text).not.toContain('request.opened');
    await world.command('ben', 'ops help', { topic: 'ops run' });
    expect((await world.find('ben', '/ops run')).text).toContain('dry-run');
    await world.command('jo', 'ops help');
    const strange = await world.find('jo', 'What you can ask');
    expect(strange.text).toContain('/ops link start');
    expect(strange.text).not.toContain('/demo');
    await world.command('ben', 'ops help');
    expect((await world.find('ben', 'What you can ask')).text).toContain('/demo reset');
    await world.command('ben', 'ops audit verify');
    expect((await world.find('ana', 'The log is intact')).quiet).toBe(false);
    await world.command('ben', 'ops approvals show', { request: id });
    const shown = await world.find('ben', 'Approval needed');
    expect(shown.quiet).toBe(true);
    await world.click('ben', shown, 'Details');
    expect((await world.find('ben', 'Digest (SHA-256)')).text).toContain('/bin/reset');
    await world.click('ben', shown, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
    await world.command('ben', 'ops status', { system: 'demo' });
    expect((await world.find('ben', 'Status of')).text).toContain('Reset the breaker');
    await world.command('ben', 'ops audit export');
    const file = await world.find('ben', 'The log as a file');
    expect((await world.platform.seeThread(account('ben'), file.ref))[0]?.files[0]?.name).toBe(
      'keyturn-log.jsonl',
    );
  });

  it('completes actions while they are typed', async () => {
    const found = await world.platform.complete(
      account('ana'),
      placeIn('ops'),
      ['ops', 'run'],
      'action',
      'reset br',
    );
    expect(found[0]?.value).toBe('demo:breaker/reset');
  });

  it('loses nothing over a restart: the old card votes, the run goes on', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Approval needed', 'demo');
    await world.restart();
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('5.17 shows hidden characters of a parameter instead of obeying them', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/reset' });
    await world.submit('ana', { target: '<@everyone> $(rm -rf /) `x`' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    expect(card.text).toContain('$(rm -rf /)');
    await world.command('ana', 'ops run', { action: 'x\u202Edaeh' });
    expect((await world.find('ana', 'There is no action')).text).toContain('\\u202E');
  });
});

async function last(world: BotWorld, label: string) {
  const all = await world.see('ben', 'demo');
  const found = all.findLast((message) => message.controls.some((control) => control.label === label));
  if (found === undefined) throw new Error(`nobody shows ${label}`);
  return found;
}
