import type { Title, Tour } from './tour.ts';

/** What somebody sees at one moment of the story. */
export interface State {
  /** As its pictures are called. */
  readonly name: string;
  readonly heading: string;
  /** What to look at. */
  readonly says: string;
  /** The title of the card that it is about. */
  readonly card: Title;
  /** Goes there from the state before, as a person does: by what is typed and clicked. */
  reach(tour: Tour): Promise<void>;
}

const RESET = 'Reset the circuit breaker';
const ASKED = `Approval needed: ${RESET}`;
const VERIFY = 'Verify why the breaker tripped';
const HEALTH = 'System health';
const NOT_ASKED = /was not/;
const LOG = /^Log of request/;
const OWN = /not counted/;
const VOTES = /^0 of 1 approval from sre/;
const GLASS = 'Break the glass? Pause everything';

/** In the order of the story: each begins where the one before it ends. */
export const STATES: readonly State[] = [
  {
    name: 'refused',
    heading: 'Refused, with the next step',
    says: 'What was refused, why, and a button that does what is missing.',
    card: NOT_ASKED,
    async reach(tour) {
      await tour.actAs('Ana');
      await tour.command('/twist reset-breaker');
      await tour.untilSaid(NOT_ASKED, VERIFY);
    },
  },
  {
    name: 'failed-check',
    heading: 'A check that does not hold',
    says: 'What was measured, what it should have been, and a button to the remedy.',
    card: HEALTH,
    async reach(tour) {
      await tour.fault('oracle-down', true);
      await tour.command('/twist health');
      await tour.untilSaid(HEALTH, /^Failed/);
    },
  },
  {
    name: 'threat',
    heading: 'A legitimate threat',
    says: 'Red, with the word Danger and what not to do: the breaker tripped for a reason.',
    card: VERIFY,
    async reach(tour) {
      await tour.fault('oracle-down', false);
      await tour.fault('trip-breaker-threat', true);
      await tour.command('/twist verify-breaker');
      await tour.untilSaid(VERIFY, /^Danger: legitimate-threat/);
    },
  },
  {
    name: 'waiting',
    heading: 'A request that waits for approval',
    says: 'Who asks, why, what exactly would run, who has to agree, and the button: on one screen, also of a phone.',
    card: ASKED,
    async reach(tour) {
      await tour.fault('trip-breaker', true);
      await tour.command('/twist verify-breaker');
      await tour.untilSaid(VERIFY, /^Done: false-positive/);
      await tour.untilCooledDown();
      await tour.command('/twist reset-breaker');
      await tour.fillIn('The price feed hiccuped; the market is calm.');
      await tour.untilSaid(ASKED, VOTES);
      await tour.press(ASKED, 'Approve');
      await tour.untilSaid(OWN, /you asked for it yourself/i);
      await tour.actAs('Ben');
      await tour.untilSaid(ASKED, VOTES);
    },
  },
  {
    name: 'inbox',
    heading: 'The inbox',
    says: 'What waits for one person, with the way to each.',
    card: 'Inbox',
    async reach(tour) {
      await tour.command('/ops inbox');
      await tour.untilSaid('Inbox', /wait for you|waits for you/);
    },
  },
  {
    name: 'break-glass',
    heading: 'Before the glass is broken',
    says: 'Nothing has happened yet: the plan, the reason, and one red button.',
    card: GLASS,
    async reach(tour) {
      await tour.actAs('Chen');
      await tour.command('/twist pause-all');
      await tour.fillIn('Somebody drains the pool; stop first.', 'emergency/pause-all');
      await tour.untilSaid(GLASS, /^Nothing has happened yet/);
    },
  },
  {
    name: 'done',
    heading: 'Approved, and done',
    says: 'What it came to, first; the steps that went as they should are folded.',
    card: RESET,
    async reach(tour) {
      await tour.actAs('Ben');
      await tour.press(ASKED, 'Approve');
      await tour.untilSaid(RESET, /^Done after/);
    },
  },
  {
    name: 'log',
    heading: 'The log, in sentences',
    says: 'Who did what and when, refusals included; the proof is one click away.',
    card: LOG,
    async reach(tour) {
      await tour.press(RESET, 'Show the request');
      await tour.untilSaid(RESET, /^Carried out/);
      await tour.press(RESET, 'Log');
      await tour.untilSaid(LOG, /voted/);
    },
  },
];
