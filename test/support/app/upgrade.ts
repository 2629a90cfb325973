import type { Operated } from './operated.ts';
import { type SystemWorld, startSystem } from './system.ts';
import { startUpgradePlant, type UpgradePlant } from './upgrade-process.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const GOVERNANCE = 'governance-upgrade';

export const UPGRADE: Operated<UpgradePlant> = {
  system: 'upgrade',
  startPlant: startUpgradePlant,
  secrets: ({ secrets }) => secrets,
  place(file, { settings }) {
    file.systems.upgrade = { ...file.systems.upgrade, ...settings };
  },
};

export interface UpgradeWorld extends SystemWorld<UpgradePlant> {
  /** The newest proposal on chain. */
  proposal(): ReturnType<UpgradePlant['state']>['proposals'][number];
  /** A proposal with version 2.0.0 in a buffer that the multisig holds, as the scripts of the system make one. */
  proposed(): Promise<string>;
  /** The same, signed by three members and executed after its timelock. */
  executed(): Promise<string>;
}

export async function startUpgradeWorld(): Promise<UpgradeWorld> {
  const system = await startSystem(UPGRADE);
  const { plant } = system;

  const built = async (program: string, pattern: RegExp, ...argv: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await plant.run(program, ...argv);
    const value = pattern.exec(stdout)?.[1];
    if (value === undefined) throw new Error(`${program} says: ${stdout}${stderr}`);
    return value;
  };

  const world: UpgradeWorld = {
    ...system,
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
  };
  return world;
}
