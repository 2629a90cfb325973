import type { Story } from './story.ts';

const PROGRAM = 'Show the program on chain';
const BACKUP = 'Back up the program';
const CHECK = 'Check the backups';
const RESTART = 'Restart the service';
const RESTART_ASKED = `Approval needed: ${RESTART}`;

export const upgrade: Story = {
  system: 'upgrade',
  heading: 'Program upgrades: look, keep, restart',
  says: 'What an upgrade begins with: what runs is looked at and kept, and nobody touches the service alone.',
  steps: [
    {
      name: '1-program',
      heading: 'Look',
      says: 'As Ana, who is on call, type `/upgrade program`. It only reads, so it answers at once.',
      card: PROGRAM,
      async reach(tour) {
        await tour.actAs('Ana');
        await tour.command('/upgrade program');
        await tour.untilSaid(PROGRAM, /^Done/);
      },
    },
    {
      name: '2-backup',
      heading: 'Keep what runs',
      says: 'Type `/upgrade backup-program`: the program on chain is written to a file, and the file is looked at before it counts.',
      card: BACKUP,
      async reach(tour) {
        await tour.command('/upgrade backup-program');
        await tour.untilSaid(BACKUP, /^Done/);
      },
    },
    {
      name: '3-backups',
      heading: 'Check the backups',
      says: 'Type `/upgrade backups`. Ages and contents are measured, and what is not as it should be is marked.',
      card: CHECK,
      async reach(tour) {
        await tour.command('/upgrade backups');
        await tour.untilSaid(CHECK, /^(Done|Failed)/);
      },
    },
    {
      name: '4-asked',
      heading: 'Ask for a restart',
      says: 'Type `/upgrade restart`. Press **Approve** as Ana: refused, with the reason. Nobody approves their own request.',
      card: RESTART_ASKED,
      async reach(tour) {
        await tour.command('/upgrade restart');
        await tour.untilSaid(RESTART_ASKED, /^0 of 1 approval/);
      },
    },
    {
      name: '5-restarted',
      heading: 'Turn the second key',
      says: 'As Ben press **Approve**. It is done when the service was seen to be another process than before, and to stay.',
      card: RESTART,
      async reach(tour) {
        await tour.actAs('Ben');
        await tour.press(RESTART_ASKED, 'Approve');
        await tour.untilSaid(RESTART, /^Done after/);
      },
    },
  ],
};
