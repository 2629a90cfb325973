import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../contract/chat-harness.ts';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';

describe('votes on a request', () => {
  let world: AppWorld;
  let before = 0;
  const snapshots = () => world.effects('snapshot.create') - before;
  beforeAll(async () => {
    world = await startApp();
  });
  afterEach(async () => {
    await world.reload((file) => {
      file.risks = {};
      file.roles.sre = { members: ['ana', 'ben', 'chen', 'dora'] };
      file.people.ben = { name: 'Ben Okafor', accounts: { console: 'ben' } };
    });
    await world.calm();
    before = world.effects('snapshot.create');
  });
  afterAll(() => world.close());

  async function ask(action: string, who = 'ana'): Promise<Seen> {
    await world.as(who).command('/ops run', { action: `lab:${action}` });
    return world.as(who).sees('Approval needed: Snapshot');
  }

  const rejected = (who: string, why: string) => world.as(who).sees(['Your vote was not counted', why]);

  it("5.1 the requester's own vote does not count", async () => {
    const card = await ask('snapshot/approved');
    await world.as('ana').click(card, 'Approve');
    expect((await rejected('ana', 'You asked for it yourself')).quiet).toBe(true);
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('0 of 1 approval');
    expect(snapshots()).toBe(0);
    expect(await world.log(`request/${idOn(card)}`)).toEqual(['request.opened', 'vote.refused']);
  });

  it('5.1 the vote of somebody without the role does not count, and says which role is needed', async () => {
    const card = await ask('snapshot/approved');
    await world.as('ivan').click(card, 'Approve');
    expect((await rejected('ivan', 'It needs the role sre')).text).toContain(
      'Ask somebody with the role sre',
    );
    await world.as('emil').click(card, 'Approve');
    await rejected('emil', 'It needs the role sre');
    expect(snapshots()).toBe(0);
  });

  it('5.2 an account that is linked to nobody cannot vote, and learns how to be linked', async () => {
    const card = await ask('snapshot/approved');
    await world.as('jo').click(card, 'Approve');
    const refusal = await rejected('jo', 'not linked to anybody');
    expect(refusal.text).toContain('Ask an administrator to add you');
    expect(snapshots()).toBe(0);
    expect(await world.log(`request/${idOn(card)}`)).toContain('vote.refused');
  });

  it('5.2 a bot account cannot vote, neither by button nor by reaction, even when it is linked to somebody', async () => {
    await world.reload((file) => {
      file.people.ben = { name: 'Ben Okafor', accounts: { console: ['ben', 'deploy-bot'] } };
    });
    const card = await ask('snapshot/approved');
    await world.as('deploy-bot').click(card, 'Approve');
    await world.as('deploy-bot').react(card, '✅');
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('0 of 1 approval');
    expect(snapshots()).toBe(0);
  });

  it('5.2 one human has one vote, however often they click', async () => {
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('ben').click(card, 'Approve');
    await world.as('ben').react(card, '✅');
    await world.as('ivan').reads(card, '1 of 2 approvals from sre');
    await world.settle();
    expect(snapshots()).toBe(0);
    await world.as('chen').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.2 one human has one vote, whatever account it comes from', async () => {
    await world.reload((file) => {
      file.people.ben = { name: 'Ben Okafor', accounts: { console: ['ben', 'jo'] } };
    });
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('jo').click(card, 'Approve');
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('1 of 2 approvals from sre');
    expect(snapshots()).toBe(0);
  });

  it('5.1 one person fills one place, also where two teams must agree', async () => {
    const card = await ask('snapshot/two-keys');
    // Dora is in both teams.
    await world.as('dora').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Dora Nagy approved');
    await world.settle();
    expect(snapshots()).toBe(0);
    await world.as('emil').click(card, 'Approve');
    const done = await world.as('ivan').reads(card, 'Carried out');
    expect(done.text).toContain('1 of 1 approval from sre, not the requester: Dora Nagy');
    expect(done.text).toContain('1 of 1 approval from multisig-members, not the requester: Emil Lund');
  });

  it('5.6 a reaction approves', async () => {
    const card = await ask('snapshot/approved');
    await world.as('ben').react(card, '👀');
    await world.settle(100);
    expect(snapshots()).toBe(0);
    await world.as('ben').react(card, '✅');
    expect((await world.as('ivan').reads(card, 'Carried out')).text).toContain(
      'Ben Okafor approved by reaction',
    );
    expect(snapshots()).toBe(1);
  });

  it('5.6 taking the reaction away withdraws the vote', async () => {
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').react(card, '✅');
    await world.as('ivan').reads(card, '1 of 2 approvals');
    await world.as('ben').unreact(card, '✅');
    await world.as('ivan').reads(card, '0 of 2 approvals');
    await world.as('chen').react(card, '✅');
    await world.as('ivan').reads(card, '1 of 2 approvals');
    expect(snapshots()).toBe(0);
    expect(await world.log(`request/${idOn(card)}`)).toContain('vote.withdrawn');
  });

  it('5.6 a reaction counts although nobody told us of it', async () => {
    const card = await ask('snapshot/approved');
    await world.noted(card);
    world.chat.messages
      .find((one) => one.id === card.ref.message)
      ?.reactions.push({
        emoji: '✅',
        account: { platform: 'console', workspace: 'local', id: 'ben' },
        human: true,
      });
    world.advance(61_000);
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.6 somebody who cannot be looked up loses no vote and keeps nobody else from voting', async () => {
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').react(card, '✅');
    await world.as('ivan').reads(card, '1 of 2 approvals');
    const reactions = world.chat.messages.find((one) => one.id === card.ref.message)?.reactions ?? [];
    const [known] = reactions;
    if (known === undefined) throw new Error('there is no reaction');
    reactions[0] = { ...known, human: undefined };
    await world.as('chen').react(card, '✅');
    await world.as('ivan').reads(card, '2 of 2 approvals');
    expect(await world.log(`request/${idOn(card)}`)).not.toContain('vote.withdrawn');
    await world.settle(100);
    expect(snapshots()).toBe(0);
    reactions[0] = known;
    world.advance(61_000);
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.4 losing a vote during the timelock goes back to pending and starts the timelock anew', async () => {
    const card = await ask('snapshot/timelocked');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; waits until');
    world.advance(20 * 60_000);
    await world.as('ben').click(card, 'Take back my vote');
    await world.as('ivan').reads(card, 'Waiting for approvals: 0 of 1');
    await world.settle();
    expect(await world.log(`request/${idOn(card)}`)).toContain('request.reopened');
    expect(snapshots()).toBe(0);
  });

  it('5.4 after a withdrawn vote the whole timelock passes again', async () => {
    const card = await ask('snapshot/timelocked');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; waits until');
    world.advance(20 * 60_000);
    await world.as('ben').click(card, 'Take back my vote');
    await world.as('ivan').reads(card, 'Waiting for approvals');
    await world.as('chen').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; waits until');
    world.advance(45 * 60_000);
    await world.settle();
    expect(snapshots()).toBe(0);
    world.advance(16 * 60_000);
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.4 a rejection ends the request, and later votes are told that it is over', async () => {
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('chen').click(card, 'Reject');
    await world.as('chen').submit({ reason: 'the other snapshot still runs' });
    const ended = await world.as('ivan').reads(card, 'Rejected by Chen Wei: “the other snapshot still runs”');
    expect(ended.text).toContain('Chen Wei rejected');
    await world.as('dora').stale(card, 'Approve');
    expect((await rejected('dora', 'The request is over: rejected by Chen Wei')).text).toContain(
      'ask for the action again',
    );
    await world.settle();
    expect(snapshots()).toBe(0);
  });

  it('5.1 a veto by the security lead ends the request, also after the approval', async () => {
    const wait = await busy();
    const card = await ask('snapshot/approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; about to start');
    await world.as('ivan').click(card, 'Veto');
    await world.as('ivan').sees(['Your veto was not accepted', 'security-lead']);
    await world.as('chen').click(card, 'Veto');
    await world.as('chen').submit({});
    await world.as('ivan').reads(card, 'Vetoed by Chen Wei');
    await free(wait);
    await world.settle();
    expect(snapshots()).toBe(1);
    expect(await world.log(`request/${idOn(card)}`)).not.toContain('request.claimed');
  });

  it('5.1 a voter who lost the role between the vote and the start does not count any more', async () => {
    const wait = await busy();
    const card = await ask('snapshot/approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; about to start');
    await world.setRole('sre', ['ana', 'chen', 'dora']);
    await free(wait);
    await world.as('ivan').reads(card, 'Waiting for approvals');
    expect(snapshots()).toBe(1);
    await world.as('chen').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(2);
  });

  it('5.1 what is not started within its grace expires and never runs', async () => {
    const wait = await busy();
    const card = await ask('snapshot/impatient');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; about to start');
    world.advance(61_000);
    await world.as('ivan').reads(card, 'it was approved, but not started in time');
    await free(wait);
    await world.settle();
    expect(snapshots()).toBe(1);
  });

  it('5.18 a request without enough votes expires after its time, and not before', async () => {
    const card = await ask('snapshot/approved');
    world.advance(29 * 60_000);
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('Waiting for approvals');
    world.advance(2 * 60_000);
    await world.as('ivan').reads(card, 'there were not enough approvals in time');
    await world.as('ben').stale(card, 'Approve');
    await rejected('ben', 'The request is over: expired');
  });

  it('5.4 the requester withdraws the request, and nobody else', async () => {
    const card = await ask('snapshot/approved');
    await world.as('ben').click(card, 'Withdraw request');
    await world.as('ben').sees(['The request was not withdrawn', 'Only whoever asked for it']);
    await world.as('ana').click(card, 'Withdraw request');
    await world.as('ivan').reads(card, 'Withdrawn by');
    expect(snapshots()).toBe(0);
  });

  it('5.6 the settings can want a reason and a button of every approval of a risk', async () => {
    await world.reload((file) => {
      file.risks = { high: { via: ['button'], reason: 'required' } };
    });
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    await world.as('ana').submit({ _reason: 'the auditors asked for it' });
    const card = await world.as('ana').sees('Approval needed: Snapshot');
    await world.as('ben').react(card, '✅');
    await world.as('ben').sees(['Your reaction is not a vote', 'by button only']);
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.14 the log of all these stories verifies', async () => {
    const { findings, entries } = await world.verify();
    expect(findings).toEqual([]);
    expect(entries).toBeGreaterThan(60);
  });

  /** A run that holds the lock of the lab for ten minutes. */
  async function busy(): Promise<Seen> {
    await world.as('dora').command('/ops run', { action: 'lab:wait' });
    return world.as('dora').sees(['Wait before a snapshot', 'Waiting']);
  }

  async function free(wait: Seen): Promise<void> {
    world.advance(10 * 60_000);
    await world.as('dora').reads(wait, 'Done after');
  }
});
