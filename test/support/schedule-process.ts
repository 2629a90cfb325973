// Keeps schedules in a process of its own, for tests that kill it: `node schedule-process.ts <database url> <folder> <start> <real start> <speed>`.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { createApprovals } from '../../src/approval/service.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { createRegistry } from '../../src/runbook/definition/registry.ts';
import { createRunbookService } from '../../src/runbook/service.ts';
import { stepKinds } from '../../src/runbook/steps/kinds.ts';
import { createSchedules } from '../../src/schedule/service.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { createBackground } from '../../src/waiting/background.ts';
import { fakeJobs } from './jobs.ts';
import { fakePeople } from './people.ts';

const [url = '', folder = '', ...numbers] = process.argv.slice(2);
const [start = 0, realStart = 0, speed = 1] = numbers.map(Number);
const now = (): Date => new Date(start + (Date.now() - realStart) * speed);
const clock = {
  now,
  elapsed: () => performance.now() * speed,
  get given() {
    return now();
  },
};
const log = pino({ level: 'silent' });
const db = openPostgres(url, clock, { poolSize: 3 });
const [jobs, people, background] = [fakeJobs(), fakePeople(), createBackground(log)];
const registry = createRegistry({ folder, kinds: stepKinds, onProblem: () => {}, onReload: () => {} });
const runs = createRunbookService({
  ...{ db, jobs, people, registry, kinds: stepKinds, redactor: createRedactor([]) },
  approvals: createApprovals({ db, jobs, people }),
  settings: {
    ...{ environment: 'test', risks: {}, people: [] },
    system: () => ({ vars: {}, workdir: '/tmp' }),
  },
});
const schedules = createSchedules({
  ...{ db, jobs, log, background, registry, runs },
  people: { authorize: async () => ({ effect: 'allow', reason: 'linked' }) },
  home: () => null,
});
for (;;) {
  await schedules.sweep();
  // What an engine would do.
  await db.read((reader) =>
    reader.orm.execute(sql`update run set state = 'succeeded', finished_at = ${now().toISOString()}::timestamptz
      where state = 'queued'`),
  );
  process.stdout.write('.');
  await sleep(5);
}
