// A worker of its own process, for tests that kill it: `node worker-process.ts <database url> <run id> [<folder that may be changed>…]`.
import pino from 'pino';
import { createApprovals } from '../../src/approval/service.ts';
import { systemClock } from '../../src/clock.ts';
import { createEffects } from '../../src/integrations/effects.ts';
import { createFile } from '../../src/integrations/file/index.ts';
import { createSetting } from '../../src/integrations/setting/index.ts';
import { createShell } from '../../src/integrations/shell/index.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { createEngine } from '../../src/runbook/engine/engine.ts';
import { stepKinds } from '../../src/runbook/steps/kinds.ts';
import { demandedBy } from '../../src/runbook/steps/support/setting/rule.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { fakeJobs } from './jobs.ts';
import { fakePeople } from './people.ts';

const [url = '', runId = '', ...writable] = process.argv.slice(2);
const db = openPostgres(url, systemClock, { poolSize: 3 });
const jobs = fakeJobs();
const people = fakePeople();
const engine = createEngine({
  db,
  jobs,
  clock: systemClock,
  people,
  approvals: createApprovals({ db, jobs, people }),
  kinds: stepKinds,
  effects: createEffects([
    createShell(),
    createSetting(() => writable, demandedBy),
    createFile(() => writable),
  ]),
  evidence: async () => ({ reactions: new Set() }),
  secret: () => '',
  redactor: createRedactor([]),
  workerId: `process-${process.pid}`,
  leaseMs: 60_000,
  log: pino({ level: 'silent' }),
});
await engine.work(runId);
await db.close();
