import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTOR, TOKEN_MINT } from '../../../examples/plant/flywheel/src/addresses.ts';
import { pubkeyIn } from '../../../examples/plant/kit/keys.ts';
import type { CrashPoint } from '../../../src/crash-point.ts';
import { FLYWHEEL, SECRETS } from '../../support/app/flywheel.ts';
import type { FlywheelProcess } from '../../support/app/flywheel-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

const REASON = { _reason: 'ninety days are over' };
const OLD = { old: 'executor-old' };
const FUND = 'Fund the new wallet for gas';
const MOVE_TOKENS = 'Move the tokens to the new wallet';
const MOVE_SOL = 'Move all SOL to the new wallet';
const ASSETS = 'What the wallet of a key holds';
const ARCHIVE = 'Archive the old key';
/** What is known of a step that was cut off. */
const CUT_OFF = 'Keyturn was stopped, or gave no sign of life, while the step ran';

describe('the key of the executor is rotated, and Keyturn is killed at each turn', () => {
  let bots: SystemBots<FlywheelProcess>;
  beforeAll(async () => {
    bots = await openSystemBots(FLYWHEEL);
  });
  afterAll(() => bots.close());

  const keyFile = (name: string) => join(bots.plant.host.secure, `${name}.json`);
  const newAddress = () => pubkeyIn(keyFile('executor-new'));
  const lamports = (address: string) => bots.plant.state().wallets[address]?.lamports ?? 0;
  const move = () => ({ ...REASON, ...OLD, to: newAddress(), new: 'executor-new' });

  /** Asks for an action that two people approve. Answers its request, and the answer to the vote that begins it. */
  async function begun(action: string, title: string, values: Readonly<Record<string, string>>) {
    await bots.asks(action, { ...values, _confirmation: action });
    const request = await bots.card('ben', `Approval needed: ${title}`, '0 of 2');
    await bots.visitor.click('ben', request, 'Approve');
    return { request: request.id ?? '', voted: bots.visitor.click('chen', request, 'Approve') };
  }

  /** The same by a bot that dies there, of which another one takes over. Answers what is seen of the run before it goes on. */
  async function killed(
    point: CrashPoint | `${CrashPoint}#${number}`,
    begin: () => ReturnType<typeof begun>,
    look: () => void,
  ): Promise<string> {
    const dying = await bots.start(point);
    const { request, voted } = await begin();
    expect(await dying.gone).toBe('SIGKILL');
    look();
    await bots.start();
    await voted;
    return request;
  }

  /** As many as have approved it say what they have seen of a step of which nobody knows. */
  async function decided(request: string, title: string, label: string, reason: string): Promise<void> {
    for (const who of ['ben', 'chen']) {
      const form = await bots.visitor.click(who, await bots.card(who, title, request, CUT_OFF), label);
      if (form === undefined) throw new Error(`nothing to fill in at ${label}`);
      await bots.visitor.submit(who, form, { reason });
    }
  }

  /** Runs what only reads, and answers its card, which was not there before. */
  async function looked(action: string, title: string, values: Readonly<Record<string, string>>) {
    const found = async () =>
      (await bots.visitor.cards('ana')).filter(
        ({ card, text }) => card.title === title && text.includes('Done after'),
      );
    const before = (await found()).length;
    await bots.asks(action, values);
    return bots.visitor.until(title, async () => (await found())[before]);
  }

  /** What a run that changes the service does without being killed. */
  async function carriedOut(action: string, title: string): Promise<void> {
    await bots.visitor.command('ana', 'ops run', { action: `flywheel:${action}` });
    const request = await bots.card('ben', `Approval needed: ${title}`, '0 of 1');
    await bots.visitor.click('ben', request, 'Approve');
    await bots.card('ivan', title, request.id ?? '', 'Done after');
  }

  it('5.7 one key is made, though it died before it wrote down that it is', async () => {
    const title = 'Generate a new key for the executor';
    let made = '';
    // It looks for such a file, and for the key before; making it is the fourth.
    const request = await killed(
      'after-effect#4',
      () => begun('executor/generate', title, { ...REASON, name: 'executor-new' }),
      () => {
        made = newAddress();
      },
    );
    await bots.card('ivan', title, request, 'Done after', made);
    expect(readdirSync(bots.plant.host.secure).filter((name) => name.endsWith('.json'))).toHaveLength(2);
    expect(newAddress()).toBe(made);
  });

  it('5.7 funds that were sent are not sent again: what is known is told, and those who approved say what they see', async () => {
    // It looks whose address that is, in three steps, and what both wallets hold, in three; the transfer is the seventh.
    const request = await killed(
      'after-effect#7',
      () => begun('executor/fund', FUND, { ...move(), amount: '0.1' }),
      () => expect(bots.plant.effects('sol.transfer')).toBe(1),
    );
    const card = await bots.card('ivan', FUND, request, CUT_OFF);
    expect(card.text).toContain('Nobody knows whether "Send it" took effect. Look, then decide below.');
    expect(card.text).toContain('To run it again, or to say that it was done: 2 of sre or security-lead');
    const history = await looked('chain/executor-transactions', 'Newest transactions of the executor', {
      limit: '5',
    });
    expect(history.text).toContain(`${EXECUTOR.pubkey} -> ${newAddress()} 0.1 SOL`);
    await decided(request, FUND, 'It was done', 'The transaction is in the history of the executor');
    await bots.card('ivan', FUND, request, 'Done after');
    expect(bots.plant.effects('sol.transfer')).toBe(1);
    expect(lamports(newAddress())).toBe(100_000_000);
  });

  it('5.7 the service signs with the new key, though it died when that was written and nobody knew', async () => {
    const title = 'Let the service use another key';
    await carriedOut('service/stop', 'Stop the service');
    const request = await killed(
      'after-rename',
      () => begun('executor/use', title, { ...REASON, name: 'executor-new' }),
      () => expect(readFileSync(bots.plant.host.env, 'utf8')).toContain('executor-new.json'),
    );
    await bots.card('ivan', title, request, 'Done after');
    await carriedOut('service/start', 'Start the service');
    const verified = await looked('executor/verify', 'Look which key the service signs with', {
      name: 'executor-new',
    });
    expect(verified.text).toContain(newAddress());
  });

  it('5.7 funds that were not sent yet are sent once, when somebody has seen that', async () => {
    await looked('wallet/assets', ASSETS, OLD);
    const tokens = await begun('wallet/move-tokens', MOVE_TOKENS, move());
    await tokens.voted;
    await bots.card('ivan', MOVE_TOKENS, tokens.request, 'Done after');
    await looked('wallet/assets', ASSETS, OLD);
    const before = lamports(EXECUTOR.pubkey);
    // Address and name of the key, SOL and tokens of the old wallet; the transfer is the fifth.
    const request = await killed(
      'before-effect#5',
      () => begun('wallet/move-sol', MOVE_SOL, move()),
      () => expect(lamports(EXECUTOR.pubkey)).toBe(before),
    );
    await bots.card('ivan', MOVE_SOL, request, CUT_OFF);
    expect(lamports(EXECUTOR.pubkey)).toBe(before);
    await decided(request, MOVE_SOL, 'Run the step again', 'All of it is still in the old wallet');
    await bots.card('ivan', MOVE_SOL, request, 'Done after');
    expect(bots.plant.effects('sol.transfer')).toBe(2);
    expect(bots.plant.effects('token.transfer')).toBe(1);
    expect(lamports(EXECUTOR.pubkey)).toBe(0);
    expect(lamports(newAddress())).toBe(100_000_000 + before - 5_000);
    expect(bots.plant.state().wallets[newAddress()]?.tokens[TOKEN_MINT]).toBe(125_000);
  });

  it('5.7 the old key is sealed once and gone, though it died while it was being sealed', async () => {
    const { archive } = bots.plant.host;
    const { request, voted } = await begun('executor/archive', ARCHIVE, { ...REASON, ...OLD });
    await bots.visitor.until('it is being sealed', async () => readdirSync(archive).length > 0 || undefined);
    await bots.kill();
    await bots.start();
    await voted;
    await bots.card('ivan', ARCHIVE, request, 'Done after');
    expect(existsSync(keyFile('executor-old'))).toBe(false);
    const [sealed = '', ...others] = readdirSync(archive);
    expect(others).toEqual([]);
    expect(opened(join(archive, sealed))).toBe(JSON.stringify(EXECUTOR.bytes));
  });

  /** What a sealed file holds, for whoever has the passphrase. */
  function opened(path: string): string {
    const options = ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase-fd', '0'];
    const { stdout } = spawnSync('gpg', [...options, '--decrypt', path], {
      input: SECRETS.KEYTURN_SECRET_FLYWHEEL_BACKUP,
      env: { ...process.env, GNUPGHOME: join(bots.plant.folder, 'host', 'gnupg') },
      encoding: 'utf8',
    });
    return stdout;
  }

  it('5.11 and no key and no passphrase stands in a message, in the log or in what was printed', async () => {
    const said = await bots.said();
    expect(said).toContain(newAddress());
    const secrets = [
      String(EXECUTOR.bytes.slice(0, 8)),
      readFileSync(keyFile('executor-new'), 'utf8').slice(1, 30),
      'seed phrase to recover',
      SECRETS.KEYTURN_SECRET_FLYWHEEL_BACKUP,
    ];
    for (const secret of secrets) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});
