// Delivers to Slack in a process of its own, for tests that kill it: `node delivery-process.ts <database url> <api url>`.
import { createDelivery } from '../../../src/bot/delivery/worker.ts';
import { systemClock } from '../../../src/clock.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { scriptedReceiver } from '../../contract/scripted-receiver.ts';
import { inBackground } from '../background.ts';
import { fakeJobs } from '../jobs.ts';
import { openSlackAt } from './harness.ts';
import { silent } from './silent.ts';

const [url = '', apiUrl = ''] = process.argv.slice(2);
const db = openPostgres(url, systemClock, { poolSize: 3 });
const slack = openSlackAt(apiUrl);
await slack.start(scriptedReceiver());
const delivery = inBackground((background) =>
  createDelivery({
    db,
    background,
    jobs: fakeJobs(),
    platforms: [slack],
    log: silent,
    fallback: () => undefined,
    called: ({ channel }) => `#${channel}`,
    random: () => 0.5,
  }),
);
await delivery.swept();
await delivery.stop();
await slack.stop();
await db.close();
