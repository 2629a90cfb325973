import type { Story } from './story.ts';

const HEALTH = 'System health';
const TODAY = 'Trades of today';
const PAUSE = 'Pause trading';
const GLASS = `Break the glass? ${PAUSE}`;
const EVIDENCE = 'Preserve the evidence';
const RESUME = 'Resume trading';
const RESUME_ASKED = `Approval needed: ${RESUME}`;

export const quant: Story = {
  system: 'quant',
  heading: 'Quant arbitrage: a trade loses money',
  says: 'One person stops the trader at once; it takes two others to let it trade again.',
  steps: [
    {
      name: '1-health',
      heading: 'Look',
      says: 'As Ana, who is on call, type `/quant health`. It only reads, so it answers at once.',
      card: HEALTH,
      async reach(tour) {
        await tour.actAs('Ana');
        await tour.command('/quant health');
        await tour.untilSaid(HEALTH, /^Done/);
      },
    },
    {
      name: '2-loss',
      heading: 'See that money is lost',
      says: 'On the page of the simulated system turn on `loss`, then type `/quant today`. The profit of today is marked.',
      card: TODAY,
      async reach(tour) {
        await tour.fault('loss', true);
        await tour.command('/quant today');
        await tour.untilSaid(TODAY, /^Done/);
      },
    },
    {
      name: '3-pause',
      heading: 'Stop first',
      says: 'Type `/quant pause`, give the ticket `INC-42`, say what happened and why you stop, type `trading/pause`, look at what would run, and press **Break the glass now**. Nobody is waited for; others review it afterwards. It is done only when the trader itself names this very run, and has not traded since.',
      card: PAUSE,
      async reach(tour) {
        await tour.command('/quant pause');
        await tour.fillIn('INC-42', 'One trade lost 620 USD', 'It loses money', 'trading/pause');
        await tour.press(GLASS, 'Break the glass now');
        await tour.untilSaid(PAUSE, /^Done after/);
      },
    },
    {
      name: '4-evidence',
      heading: 'Keep what shows it',
      says: 'Type `/quant evidence`: logs, state and trades of this moment are copied into a folder of their own, with checksums.',
      card: EVIDENCE,
      async reach(tour) {
        await tour.command('/quant evidence');
        await tour.untilSaid(EVIDENCE, /^Done/);
      },
    },
    {
      name: '5-resume',
      heading: 'Ask to go on, small',
      says: 'Type `/quant resume`, choose 25 percent, say why, and type `trading/resume`. As Ben, and then as Chen, look at the same card and press **Approve**: with the second approval the trader trades again, a quarter of its size.',
      card: RESUME_ASKED,
      async reach(tour) {
        await tour.command('/quant resume');
        await tour.answer({
          share: '25',
          Why: 'The tick was wrong; the venue is off.',
          Type: 'trading/resume',
        });
        await tour.actAs('Ben');
        await tour.press(RESUME_ASKED, 'Approve');
        await tour.untilSaid(RESUME_ASKED, /^1 of 2 approvals/);
        await tour.actAs('Chen');
      },
    },
  ],
};
