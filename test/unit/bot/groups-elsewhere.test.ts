import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld, PEOPLE, SLACK } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

/** Cem and Eve are SREs by a Slack group alone, and act at the console, where they have accounts as well. */
describe('a role that comes from a group of another platform than the one that somebody acts on', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
    world.mapped.on = true;
    await world.people.sync({
      people: Object.keys(PEOPLE).map((id) => ({
        id,
        name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
        kind: 'human',
        accounts: [account(id), account(id, SLACK)],
      })),
      roles: [
        {
          name: 'sre',
          members: ['ana', 'ben'],
          groups: [{ platform: 'slack', workspace: 'T1', id: 'g-sre' }],
          holdMs: 0,
        },
        {
          name: 'lead',
          members: ['lea'],
          groups: [{ platform: 'slack', workspace: 'T1', id: 'g-lead' }],
          holdMs: 0,
        },
      ],
    });
  });
  beforeEach(async () => {
    world.slackChat.groupsDown = false;
    for (const id of ['cem', 'eve']) {
      world.slackChat.groups.set(id, ['g-sre']);
      await world.people.observe(account(id, SLACK), ['g-sre']);
    }
    await world.reset();
    world.programs.clear();
  });
  afterAll(() => world.close());

  async function breakTheGlass(): Promise<void> {
    await world.command('eve', 'ops run', { action: 'demo:pause' });
    await world.submit('eve', { _reason: 'funds at risk', _confirmation: 'pause' });
    await world.click('eve', await world.find('eve', 'Break the glass?'), 'Break the glass now');
  }

  async function unknownStep(action: 'reset' | 'open', approvers: readonly string[]): Promise<void> {
    world.programs.set(`/bin/${action}`, async () => {
      world.programs.delete(`/bin/${action}`);
      throw new Error('the connection was cut');
    });
    await world.command('ana', 'ops run', {
      action: `demo:breaker/${action}`,
      ...(action === 'reset' ? { target: 'main' } : {}),
    });
    if (action === 'reset') await world.submit('ana', { target: 'main' }).catch(() => undefined);
    for (const who of approvers)
      await world.click(
        who,
        await world.find(who, `${action === 'reset' ? 'Reset' : 'Open'} the breaker`, 'demo'),
        'Approve',
      );
  }

  async function runAgain(who: string): Promise<void> {
    const card = (await world.see(who, 'demo')).findLast((one) =>
      one.controls.some(({ label }) => label === 'Run the step again'),
    );
    if (card === undefined) throw new Error('nothing waits for a decision');
    await world.click(who, card, 'Run the step again');
    await world.submit(who, { reason: 'I looked' }).catch(() => undefined);
    await world.settle();
  }

  it('breaks the glass while it stands', async () => {
    await breakTheGlass();
    expect(world.started).toEqual(['/bin/pause']);
  });

  it.each<[string, () => void]>([
    [
      'was taken away there',
      () => {
        world.slackChat.groups.set('eve', []);
      },
    ],
    [
      'cannot be asked for there',
      () => {
        world.slackChat.groupsDown = true;
      },
    ],
  ])('does not break the glass when it %s', async (_what, change) => {
    change();
    await breakTheGlass().catch(() => undefined);
    expect(world.started).toEqual([]);
  });

  it('does not repeat an unknown effect when it was taken away there', async () => {
    await unknownStep('open', ['ben', 'cem']);
    expect(world.started).toEqual(['/bin/open']);
    world.slackChat.groups.set('eve', []);
    await runAgain('eve');
    expect(world.started).toEqual(['/bin/open']);
  });

  it.each<[string, () => void]>([
    [
      'was taken away there',
      () => {
        world.slackChat.groups.set('eve', []);
      },
    ],
    [
      'cannot be asked for there',
      () => {
        world.slackChat.groupsDown = true;
      },
    ],
  ])('does not count for what somebody said before it %s', async (_what, change) => {
    await unknownStep('open', ['ben', 'cem']);
    await runAgain('eve');
    change();
    await runAgain('ben');
    expect(world.started).toEqual(['/bin/open']);
  });

  it('of no matter to a decision, of a platform that does not answer, holds up nothing', async () => {
    world.slackChat.groups.set('ben', ['g-sre', 'g-lead']);
    await world.people.observe(account('ben', SLACK), ['g-sre', 'g-lead']);
    await unknownStep('open', ['ben', 'cem']);
    await runAgain('eve');
    world.slackChat.groupsDown = true;
    world.slackChat.groups.delete('ben');
    await runAgain('ben');
    world.slackChat.groupsDown = false;
    await runAgain('cem');
    expect(world.started).toEqual(['/bin/open', '/bin/open']);
  });

  it('counts for what somebody said before while it stands', async () => {
    await unknownStep('open', ['ben', 'cem']);
    await runAgain('eve');
    await runAgain('ben');
    expect(world.started).toEqual(['/bin/open', '/bin/open']);
  });
});
