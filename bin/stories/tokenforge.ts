import type { Story } from './story.ts';

const SITE = 'Website responsive';
const TRIAGE = 'Why the website is down';
const ROLLBACK = 'Roll the website back';
const ROLLBACK_ASKED = `Approval needed: ${ROLLBACK}`;
const STATUS_ASKED = 'Approval needed: Publish on the status page';

export const tokenforge: Story = {
  system: 'tokenforge',
  heading: 'TokenForge: a release breaks the website',
  says: 'Three questions come before a rollback: it would only hide an outage of the vendor, of DNS or of a certificate.',
  steps: [
    {
      name: '1-down',
      heading: 'Break something',
      says: 'On the page of the simulated system turn on `site-down`. As Ana, who is on call, type `/tokenforge site`: what was expected, and what came.',
      card: SITE,
      async reach(tour) {
        await tour.fault('site-down', true);
        await tour.actAs('Ana');
        await tour.command('/tokenforge site');
        await tour.untilSaid(SITE, /^Failed/);
      },
    },
    {
      name: '2-why',
      heading: 'Ask the three questions',
      says: 'Type `/tokenforge why-down`. Vendor, DNS and certificate are right, so the release may be what is broken: the card offers the rollback.',
      card: TRIAGE,
      async reach(tour) {
        await tour.command('/tokenforge why-down');
        await tour.untilSaid(TRIAGE, /^Done/);
      },
    },
    {
      name: '3-asked',
      heading: 'Ask for the rollback',
      says: 'Type `/tokenforge rollback`, and pick the release that shall answer from those that there are. The list begins with the newest; the one that answers now, which is the broken one, is marked: pick the one behind it.',
      card: ROLLBACK_ASKED,
      async reach(tour) {
        await tour.command('/tokenforge rollback');
        await tour.answer({ release: 'forge42' });
        await tour.untilSaid(ROLLBACK_ASKED, /^0 of 1 approval/);
      },
    },
    {
      name: '4-back',
      heading: 'Turn the second key',
      says: 'As Ben press **Approve**. It is done when the vendor says so and the website answers.',
      card: ROLLBACK,
      async reach(tour) {
        await tour.actAs('Ben');
        await tour.press(ROLLBACK_ASKED, 'Approve');
        await tour.untilSaid(ROLLBACK, /^Done after/);
      },
    },
    {
      name: '5-status',
      heading: 'Tell everybody',
      says: 'As Ana type `/tokenforge status-page`, write the text, and say why. What is said in public is approved word by word, by whoever leads security or is on call: Ben may not, so as Chen press **Approve**. It is published then, and the card asks somebody to read it there.',
      card: STATUS_ASKED,
      async reach(tour) {
        await tour.actAs('Ana');
        await tour.command('/tokenforge status-page');
        await tour.fillIn('The website answers again. No data was lost.', 'It is over.');
        await tour.untilSaid(STATUS_ASKED, /^0 of \d approval/);
      },
    },
  ],
};
