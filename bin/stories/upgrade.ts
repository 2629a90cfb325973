import type { Story } from './story.ts';

const PROGRAM = 'Show the program on chain';
const BACKUP = 'Back up the program';
const CHECK = 'Check the backups';
const BUFFER = 'Create the buffer';
const BUFFER_ASKED = `Approval needed: ${BUFFER}`;

export const upgrade: Story = {
  system: 'upgrade',
  heading: 'Program upgrades: from a backup to a buffer',
  says: 'What an upgrade begins with: what runs is kept, and nobody writes to the chain alone.',
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
      heading: 'Ask for the buffer',
      says: 'Type `/upgrade buffer`. Press **Approve** as Ana: refused, with the reason. Nobody approves their own request.',
      card: BUFFER_ASKED,
      async reach(tour) {
        await tour.command('/upgrade buffer');
        await tour.untilSaid(BUFFER_ASKED, /^0 of 1 approval/);
      },
    },
    {
      name: '5-buffer',
      heading: 'Turn the second key',
      says: 'As Ben press **Approve**. The address of the buffer stands on the card: a proposal is made of it.',
      card: BUFFER,
      async reach(tour) {
        await tour.actAs('Ben');
        await tour.press(BUFFER_ASKED, 'Approve');
        await tour.untilSaid(BUFFER, /^Done after/);
      },
    },
  ],
};
