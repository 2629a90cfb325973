import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECURE_WALLET } from '../../../examples/plant/tokenforge/src/chain.ts';
import { TOKENFORGE } from '../../support/app/tokenforge.ts';
import type { TokenforgeProcess } from '../../support/app/tokenforge-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

const EXPLORER = 'https://explorer.example.com/tx/1';
const PAUSE = 'Pause the contracts';
const MOVE = 'Move the funds to the secure wallet';
const VERIFY = 'Verify the secure wallet';

describe('Keyturn is killed in the middle of an emergency of TokenForge', () => {
  let bots: SystemBots<TokenforgeProcess>;
  beforeAll(async () => {
    bots = await openSystemBots(TOKENFORGE);
  });
  afterAll(() => bots.close());

  const said = async (text: string, channel: string) =>
    (await bots.visitor.cards('ivan', channel)).filter((one) => one.text.includes(text));

  const because = (action: string) => ({ _reason: 'something is wrong', _confirmation: action });
  const glassBroken = (action: string, title: string) => bots.breaksGlass(action, title, because(action));

  async function answered(as: string, ...texts: readonly string[]): Promise<void> {
    const form = await bots.visitor.click(as, await bots.card(as, ...texts), 'Done');
    if (form === undefined) throw new Error(`nothing to fill in at ${texts.join(' … ')}`);
    await bots.visitor.submit(as, form, { evidence: EXPLORER });
  }

  it('5.7 writes are stopped once and told once, though it died before it wrote down that they are', async () => {
    const dying = await bots.start('after-effect');
    // The click is repeated until the next one answers it.
    const broken = glassBroken('writes/stop', 'Stop all writes');
    await dying.gone;
    expect(bots.plant.state().flags['write-stop']).toBe(true);
    await bots.start();
    await broken;
    await bots.card('ivan', 'Stop all writes', 'Done after');
    expect(bots.plant.effects('flag.set')).toBe(1);
    expect(await said('All writes are stopped.', 'incident-response')).toHaveLength(1);
  });

  it('5.7 a pause and a transfer go on where they were, and are believed by what the chain says alone', async () => {
    await glassBroken('contracts/pause', PAUSE);
    await answered('chen', PAUSE, 'Needs an answer: Sign pause()');
    await bots.visitor.command('ana', 'ops run', { action: 'tokenforge:secure-wallet/verify' });
    await answered('dora', VERIFY, 'Needs an answer: Open the wallet');
    await answered('chen', VERIFY, 'Needs an answer: Have the wallet shown');
    await bots.card('ivan', VERIFY, 'Done after');
    await bots.asks('funds/move', { verified: SECURE_WALLET, ...because('funds/move') });
    for (const approver of ['ben', 'chen']) {
      await bots.visitor.click(approver, await bots.card(approver, `Approval needed: ${MOVE}`), 'Approve');
    }
    await bots.card('dora', MOVE, 'Needs an answer: Sign the transfer');
    await bots.card('ivan', PAUSE, 'not yet');
    await bots.kill();
    await bots.plant.byHand('pause-contract');
    await bots.plant.byHand('move-funds');
    await bots.start();
    await answered('dora', MOVE, 'Needs an answer: Sign the transfer');
    await answered('chen', MOVE, 'Needs an answer: Look at');
    await bots.card('ivan', PAUSE, 'The contract itself says that it is paused');
    await bots.card('ivan', MOVE, 'Done after');
    expect(await said('The contract that collects the fees is paused', 'incident-response')).toHaveLength(1);
    expect(bots.plant.effects('funds.move')).toBe(1);
  });
});
