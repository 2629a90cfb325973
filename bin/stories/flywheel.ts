import type { Story } from './story.ts';

const HEALTH = 'Health of the service';
const BREAKER = 'Show the circuit breaker';
const CAUSE = 'Record why the breaker opened';
const RESET = 'Reset the breaker by its webhook';
const RESET_ASKED = `Approval needed: ${RESET}`;

export const flywheel: Story = {
  system: 'flywheel',
  heading: 'Fee flywheel: the circuit breaker is open',
  says: 'Nobody closes a breaker before it is known why it opened, and nobody closes it alone.',
  steps: [
    {
      name: '1-health',
      heading: 'Look',
      says: 'As Ana, who is on call, type `/flywheel health`. It only reads, so it answers at once.',
      card: HEALTH,
      async reach(tour) {
        await tour.actAs('Ana');
        await tour.command('/flywheel health');
        await tour.untilSaid(HEALTH, /^Done/);
      },
    },
    {
      name: '2-open',
      heading: 'Break something',
      says: 'On the page of the simulated system turn on `trip-breaker`, then type `/flywheel breaker`. The card says that it is open, and offers what comes next.',
      card: BREAKER,
      async reach(tour) {
        await tour.fault('trip-breaker', true);
        await tour.command('/flywheel breaker');
        await tour.untilSaid(BREAKER, /The circuit breaker is open/);
      },
    },
    {
      name: '3-cause',
      heading: 'Say why it opened',
      says: 'Type `/flywheel reset-breaker` first, if you like: it is refused, with the way there. Type `/flywheel breaker-cause`, press **Answer**, choose the cause, and say what was done about it.',
      card: CAUSE,
      async reach(tour) {
        await tour.command('/flywheel breaker-cause');
        await tour.press(CAUSE, 'Answer…');
        await tour.answer({ Cause: 'RPC node unavailable', 'What was done': 'It answers again' });
        await tour.untilSaid(CAUSE, /^The breaker opened because of/);
      },
    },
    {
      name: '4-asked',
      heading: 'Ask for the reset',
      says: 'Type `/flywheel reset-breaker` again. The card shows the request that would be made. Open **The whole plan** on it: where its secret stands, it says so and shows none.',
      card: RESET_ASKED,
      async reach(tour) {
        await tour.command('/flywheel reset-breaker');
        await tour.untilSaid(RESET_ASKED, /^0 of 1 approval/);
      },
    },
    {
      name: '5-closed',
      heading: 'Turn the second key',
      says: 'As Ben press **Approve**. It is done when the metric of the service says that the breaker is closed.',
      card: RESET,
      async reach(tour) {
        await tour.actAs('Ben');
        await tour.press(RESET_ASKED, 'Approve');
        await tour.untilSaid(RESET, /^Done after/);
      },
    },
  ],
};
