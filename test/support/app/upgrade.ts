import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seen } from '../../contract/chat-harness.ts';
import { type AppWorld, startApp, untilNoon } from './app.ts';
import { type Person, personIn } from './person.ts';
import type { Written } from './settings.ts';
import { startUpgradePlant, type UpgradePlant } from './upgrade-process.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const GOVERNANCE = 'governance-upgrade';
/** On the card of a run that looks again later. */
const WAITS = 'Waiting until this holds';
const SHOWN = 4;

/** Who asks for an action, with what, and who approves it. */
interface Asked {
  readonly by?: string;
  /** The fields of its form; absent: it has none. */
  readonly form?: Readonly<Record<string, string>>;
  readonly approvers?: readonly string[];
}

export interface UpgradeWorld {
  readonly app: AppWorld;
  readonly plant: UpgradePlant;
  as(who: string): Person;
  /** Asks for an action, and answers the newest message with these texts that was not there before. */
  asked(action: string, texts: string | readonly string[], asked?: Asked): Promise<Seen>;
  /** Runs what needs no approval, and answers its card once it is done. */
  ran(action: string, title: string, form?: Asked['form']): Promise<Seen>;
  /** Asks for an action, has it approved by Ben, and answers the card of its request. Reason and confirmation are filled in. */
  approved(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that is carried out. */
  carriedOut(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that fails, or is not started: the card of its run, with these texts. */
  failed(action: string, title: string, texts: readonly string[], asked?: Asked): Promise<Seen>;
  /** Breaks the glass by an action of that shortcut. */
  brokenGlass(action: string, title: string, form?: Asked['form']): Promise<void>;
  /** Somebody confirms on the card of a run that something is so, with what proves it. */
  confirms(who: string, title: string, question: string, evidence?: string): Promise<void>;
  /** Time passes until a message says this. A poll looks again each time. */
  after(everyMs: number, texts: string | readonly string[], channel?: string): Promise<Seen>;
  advance(ms: number): void;
  /** The newest proposal on chain. */
  proposal(): ReturnType<UpgradePlant['state']>['proposals'][number];
  /** A proposal with version 2.0.0 in a buffer that the multisig holds, as the scripts of the system make one. */
  proposed(): Promise<string>;
  /** The same, signed by three members and executed after its timelock. */
  executed(): Promise<string>;
  calm(): Promise<void>;
  close(): Promise<void>;
}

/** The whole program with the runbook of the upgrade system, on a plant of its own. */
export async function startUpgradeWorld(change: (file: Written) => void = () => {}): Promise<UpgradeWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-upgrade-'));
  const plant = await startUpgradePlant(join(folder, 'plant'), untilNoon(new Date()));
  const app = await startApp({
    beside: ['upgrade'],
    env: plant.secrets,
    settings: (file) => {
      file.systems.upgrade = { ...file.systems.upgrade, ...plant.settings };
      change(file);
    },
  }).catch(async (error: unknown) => {
    await plant.stop();
    throw error;
  });
  const as = (who: string) => personIn(app, who, 'ops-upgrade');

  /** Whoever asked sees also what is shown to them alone. */
  async function newAfter(who: string, texts: readonly string[], doing: () => Promise<void>): Promise<Seen> {
    const before = new Set((await as(who).all()).map(({ ref }) => ref.message));
    await doing();
    const found = async () =>
      (await as(who).all()).findLast(
        ({ ref, text }) => !before.has(ref.message) && texts.every((part) => text.includes(part)),
      );
    return app.until(`${who} sees ${texts.join(' … ')} anew`, found).catch(withShown(who));
  }

  /** Whoever reads that something never came wants to know what came instead. */
  const withShown =
    (who: string) =>
    async (error: unknown): Promise<never> => {
      const shown = (await as(who).all()).slice(-SHOWN).map(({ text }) => text);
      throw new Error([(error as Error).message, ...shown].join('\n---\n'));
    };

  const ask = async (action: string, { by = 'ana', form }: Asked): Promise<void> => {
    await as(by).command('/ops run', { action: `upgrade:${action}` });
    if (form !== undefined) await as(by).submit(form);
  };

  const asked: UpgradeWorld['asked'] = (action, texts, of = {}) =>
    newAfter(of.by ?? 'ana', [texts].flat(), () => ask(action, of));

  const approved: UpgradeWorld['approved'] = async (
    action,
    title,
    { by, form, approvers = ['ben'] } = {},
  ) => {
    const card = await asked(action, `Approval needed: ${title}`, {
      ...(by === undefined ? {} : { by }),
      ...(form === undefined ? {} : { form }),
    });
    for (const approver of approvers) await as(approver).click(card, 'Approve');
    return card;
  };

  const built = async (program: string, pattern: RegExp, ...argv: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await plant.run(program, ...argv);
    const value = pattern.exec(stdout)?.[1];
    if (value === undefined) throw new Error(`${program} says: ${stdout}${stderr}`);
    return value;
  };

  const world: UpgradeWorld = {
    app,
    plant,
    as,
    asked,
    approved,
    ran: (action, title, form) => asked(action, [title, 'Done'], form === undefined ? {} : { form }),
    carriedOut: async (action, title, of) =>
      as('ivan')
        .reads(await approved(action, title, of), 'Carried out')
        .catch(withShown('ivan')),
    failed: (action, title, texts, of) =>
      newAfter(of?.by ?? 'ana', [title, ...texts], async () => {
        await approved(action, title, of);
      }),
    async brokenGlass(action, title, form = {}) {
      const preview = await asked(action, `Break the glass? ${title}`, {
        form: { ...form, _reason: 'An emergency', _confirmation: action },
      });
      await as('ana').click(preview, 'Break the glass now');
    },
    async confirms(who, title, question, evidence = 'https://proof.example.com/1') {
      const card = await as(who).sees([title, `Needs an answer: ${question}`]);
      await as(who).click(card, 'Done');
      await as(who).submit({ evidence });
    },
    async after(everyMs, texts, channel) {
      const wanted = [texts].flat();
      let looked = '';
      const found = async () => {
        const waits = (await as('ana').all()).findLast(({ text }) => text.includes(WAITS))?.text ?? looked;
        // Time that passes while a program runs would end its lease: it passes once a look, while nothing runs.
        if (waits !== looked) world.advance(everyMs);
        looked = waits;
        return (await as('ana').all(channel)).findLast(({ text }) =>
          wanted.every((one) => text.includes(one)),
        );
      };
      return app.until(`${wanted.join(' … ')} after a while`, found).catch(withShown('ana'));
    },
    advance(ms) {
      plant.advance(ms);
      app.advance(ms);
    },
    proposal() {
      const newest = plant.state().proposals.at(-1);
      if (newest === undefined) throw new Error('there is no proposal');
      return newest;
    },
    async proposed() {
      await plant.run('anchor', 'build', '--verifiable');
      const buffer = await built('deploy_buffer.sh', /Buffer Address: (\S+)/);
      const { multisig = '', rpc = '' } = plant.settings.vars;
      await plant.run(
        'solana',
        'program',
        'set-buffer-authority',
        buffer,
        '--new-buffer-authority',
        multisig,
        '--url',
        rpc,
      );
      return built('propose_upgrade.sh', /Proposal ID: (\S+)/, buffer, 'Improved liquidation logic');
    },
    async executed() {
      const id = await world.proposed();
      for (const member of [1, 2, 3]) await plant.sign(member, id);
      world.advance(49 * HOUR);
      const { status, body } = await plant.post(`/proposals/${id}/execute`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return id;
    },
    async calm() {
      await app.calm();
      plant.advance(2 * HOUR);
      plant.heal();
    },
    async close() {
      await app.close();
      await plant.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}
