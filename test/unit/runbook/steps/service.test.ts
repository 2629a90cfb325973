import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/clock.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createSetting } from '../../../../src/integrations/setting/index.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demandedBy } from '../../../../src/runbook/steps/support/setting/rule.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf } from '../definition/folder.ts';
import { openServiceHost, RUNNING, STOPPED, since } from './service-host.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  restart: '{ restart: trader, within: 2s, steady: 400ms }',
  'restart-for-long': '{ restart: trader, within: 2s, steady: 1h }',
  start: '{ start: trader, within: 700ms, steady: 300ms }',
  stop: '{ stop: trader, within: 700ms, steady: 300ms }',
  kill: '{ kill: trader, within: 700ms, steady: 300ms }',
  status: '{ status: trader, steady: 600ms }',
  'must-run': '{ status: trader, expect: up, steady: 600ms }',
  logs: '{ logs: trader, lines: 3, since: 1h }',
  errors: '{ logs: trader, matching: "ERROR|FATAL" }',
  'web-restart': '{ restart: web, compose: ., within: 2s, steady: 300ms }',
  'web-anew': '{ restart: web, compose: ., recreate: true, within: 2s, steady: 300ms }',
  'web-start': '{ start: web, compose: ., within: 700ms, steady: 300ms }',
  'web-stop': '{ stop: web, compose: ., within: 700ms, steady: 300ms }',
  'web-kill': '{ kill: web, compose: ., within: 700ms, steady: 300ms }',
  'web-down': '{ status: web, compose: ., expect: down }',
  'must-be-down': '{ status: trader, expect: down }',
  'web-status': '{ status: web, compose: . }',
  'db-status': '{ status: database, compose: . }',
};
const READS = ['status', 'must-run', 'logs', 'errors', 'web-status', 'web-down', 'must-be-down', 'db-status'];
const RUNBOOK = demo(
  Object.entries(ACTIONS)
    .map(
      ([name, step]) =>
        `  ${name}: { title: Do it, source: L1, risk: ${READS.includes(name) ? 'read' : 'low'}, steps: [{ id: it, service: ${step} }] }`,
    )
    .join('\n'),
);
const COMPOSE = 'services:\n  web:\n    image: web\n';

const host = openServiceHost();
const rig = await openExecution(createEffects([createShell()]), openTestDatabase, {
  registry: registryOf(RUNBOOK),
  settings: {
    vars: {},
    workdir: host.folder,
    path: [host.bin],
    services: { sudo: ['systemctl'], compose: 'docker compose' },
  },
});
afterAll(async () => {
  await rig.close();
  host.close();
});
beforeEach(() => {
  host.clear();
  host.unit(RUNNING);
  host.compose(COMPOSE);
});

const planned = (action: string): Promise<Plan> =>
  rig.service.plan({ action: `demo:${action}`, params: {}, requester: 'ana' });

async function ran(action: string) {
  const id = await rig.queue(await planned(action));
  await rig.engine.work(id);
  const view = await rig.view(id);
  return { ...view, step: view.steps[0], output: await rig.service.output(id) };
}

const failing = (reason: string) => ({
  state: 'failed',
  step: { reason: expect.stringContaining(reason) as string },
});
/** Text for sh: the unit is another one from now on. */
const becomes = (properties: Readonly<Record<string, string | number>>) =>
  Object.entries(properties)
    .map(([name, value]) => `sed -i 's/^${name}=.*/${name}=${value}/' show`)
    .join('\n');
const ANEW = { MainPID: 99, InvocationID: 'bb' };

describe('a step that restarts a unit', () => {
  it('ends well when the unit was seen to run anew and to stay so', async () => {
    host.on('restart', becomes(ANEW));
    const view = await ran('restart');
    expect(view).toMatchObject({
      state: 'succeeded',
      step: { result: { service: 'trader.service', up: true, pid: 99, stands: 'active (running)' } },
    });
    expect(host.calls()).toEqual([
      'sudo -n systemctl --no-block restart trader.service',
      'systemctl --no-block restart trader.service',
    ]);
    expect(view.output).toContain('trader.service: active (running), process 99');
  });

  it('looks for as long as it must stay so by the clock of the program, whatever that of the machine says', async () => {
    host.on('restart', becomes(ANEW));
    let passedMs = 0;
    const id = await rig.queue(await planned('restart-for-long'));
    await rig.worker('worker-2', { clock: { elapsed: () => (passedMs += 1_800_000) } }).work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('fails when the program ends with 0 and the unit runs as before', async () => {
    expect(await ran('restart')).toMatchObject(failing('still runs as it was started before, 2s after'));
  });

  it('fails, and says that it loops, when the unit ends and is started again and again', async () => {
    host.on('restart', `${becomes(ANEW)}\necho 0 > looks`);
    host.on(
      'show',
      "[ -e looks ] && sed -i 's/^NRestarts=.*/NRestarts=3/;s/^InvocationID=.*/InvocationID=cc/' show; [ -e looks ] && [ ! -e first ] && { touch first; sed -i 's/^NRestarts=.*/NRestarts=0/' show; }",
    );
    expect(await ran('restart')).toMatchObject(
      failing('did not stay up: it ends, and is started again by itself, 3 times by now'),
    );
  });

  it('fails at once when systemd waits to start it again', async () => {
    host.on('restart', becomes({ ActiveState: 'activating', SubState: 'auto-restart', MainPID: 0 }));
    expect(await ran('restart')).toMatchObject(failing('activating (auto-restart)'));
  });

  it('says so when it is never done with starting', async () => {
    host.on('restart', becomes({ ...ANEW, ActiveState: 'activating', SubState: 'start' }));
    expect(await ran('restart')).toMatchObject(failing('is still activating (start) after 2s'));
  });

  it('waits while the job of systemd is under way', async () => {
    host.unit({ ...STOPPED, Job: 7 });
    host.on('restart', 'touch asked');
    host.on(
      'show',
      `[ -e asked ] && [ -e again ] && { ${becomes({ ...RUNNING, ...ANEW, Job: 0 }).replaceAll('\n', '; ')}; }; [ -e asked ] && touch again`,
    );
    expect(await ran('restart')).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    [{ LoadState: 'not-found' }, 'systemd knows no unit trader.service'],
    [{ LoadState: 'masked' }, 'is masked, so that nothing starts it'],
    [
      { LoadState: 'bad-setting', LoadError: 'x "line 3"' },
      'cannot read the unit trader.service (bad-setting: x',
    ],
  ])('does not begin with a unit that is %j', async (properties, reason) => {
    host.unit({ ...STOPPED, ...properties });
    expect(await ran('restart')).toMatchObject(failing(reason));
    expect(host.calls()).toEqual([]);
  });

  it.each([
    ['sudo: a password is required', 'the user of Keyturn may not do that (sudo: a password'],
    ['Failed to restart: Interactive authentication required.', 'may not do that'],
    ['Failed to connect to bus: No such file or directory', 'systemd does not answer on this host'],
    ['Something else', 'systemctl restart ended with exit code 1 (Something else)'],
  ])('tells what %s means', async (line, reason) => {
    host.on('restart', `echo '${line}' >&2; exit 1`);
    expect(await ran('restart')).toMatchObject(failing(reason));
  });

  it('says that systemctl is missing, and what to do', async () => {
    const id = await rig.queue(await planned('status'));
    for (const name of ['systemctl', 'sudo']) rmSync(join(host.bin, name));
    await rig.engine.work(id);
    expect((await rig.view(id)).state).toBe('failed');
  });

  it('5.7 is in doubt when nobody can look what came of it, whatever the looks say', async () => {
    host.on('restart', 'touch deaf');
    host.on('show', '[ -e deaf ] && { echo "Failed to connect to bus: Resource busy" >&2; exit 1; }');
    expect(await ran('restart')).toMatchObject({
      state: 'unknown',
      step: {
        reason: expect.stringContaining('was told, and nobody could look what came of it') as string,
      },
    });
  });

  it('looks again when a look fails', async () => {
    host.on('restart', `${becomes(ANEW)}\ntouch deaf`);
    host.on('show', '[ -e deaf ] && { rm deaf; echo "Failed to connect to bus" >&2; exit 1; }');
    expect(await ran('restart')).toMatchObject({ state: 'succeeded' });
  });

  it('is shown with its command and with what must be seen', async () => {
    const [, section] = describePlan(await planned('restart'), stepKinds);
    expect(section?.brief).toEqual([
      'restarts trader.service',
      '$ sudo -n systemctl --no-block restart trader.service',
    ]);
    expect(section?.lines).toContain('must be up, started anew, within 2s, and stay so for 400ms');
  });
});

describe('a step that starts, stops or kills a unit', () => {
  it('starts it, and fails where it ends at once', async () => {
    host.unit(STOPPED);
    host.on('start', becomes({ ...RUNNING, ...ANEW }));
    expect(await ran('start')).toMatchObject({ state: 'succeeded' });
    host.unit(STOPPED);
    host.on('start', becomes({ ActiveState: 'failed', SubState: 'failed' }));
    expect(await ran('start')).toMatchObject(failing('does not run: it is failed (failed)'));
  });

  it('takes a unit that runs to its end for done', async () => {
    host.unit({ ...STOPPED, Type: 'oneshot' });
    host.on('start', becomes({ InvocationID: 'bb' }));
    expect(await ran('start')).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
  });

  it('stops it, and says what may start it again', async () => {
    host.unit({ ...RUNNING, TriggeredBy: 'trader.timer' });
    host.on('stop', becomes(STOPPED));
    const view = await ran('stop');
    expect(view).toMatchObject({ state: 'succeeded', step: { result: { up: false, pid: null } } });
    expect(view.output).toContain('trader.timer may start it');
  });

  it('fails when it does not stay down', async () => {
    host.unit({ ...RUNNING, TriggeredBy: 'trader.timer' });
    host.on('stop', `${becomes(STOPPED)}; touch stopped`);
    host.on(
      'show',
      `[ -e stopped ] && [ -e seen ] && { ${becomes(RUNNING).replaceAll('\n', '; ')}; }; [ -e stopped ] && touch seen`,
    );
    const view = await ran('stop');
    expect(view).toMatchObject(
      failing('did not stay down: it is active (running), started again by trader.timer'),
    );
    // Whoever stops something has to know it from what nobody could see.
    expect(view).toMatchObject({ step: { result: { up: true, stands: 'active (running)' } } });
  });

  it.each(['stop', 'kill'])(
    'tells systemd to %s also what is down, which may call that an error',
    async (verb) => {
      host.unit(STOPPED);
      host.on(verb, 'echo "Unit trader.service not loaded." >&2; exit 5');
      expect(await ran(verb)).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
      expect(host.calls()).toContainEqual(
        expect.stringContaining(`systemctl ${verb === 'stop' ? '--no-block stop' : 'kill'}`),
      );
    },
  );

  it.each([
    ['sudo: a password is required', 'the user of Keyturn may not do that'],
    ['Failed to stop trader.service: Access denied', 'the user of Keyturn may not do that'],
    ['Failed to stop: Operation refused, unit may be requested by dependency only.', 'lets nobody do that'],
    ['Failed to connect to bus: No such file or directory', 'systemd does not answer'],
  ])('does not take for stopped what nobody may stop, though it is down: %s', async (line, reason) => {
    host.unit(STOPPED);
    for (const verb of ['stop', 'kill']) {
      host.on(verb, `echo '${line}' >&2; exit 1`);
      expect(await ran(verb)).toMatchObject(failing(reason));
    }
  });

  it.each(['masked', 'bad-setting', 'error', 'not-found'])(
    'stops and kills what runs though its file is %s now, and knows it for down afterwards',
    async (LoadState) => {
      for (const verb of ['stop', 'kill']) {
        host.unit({ ...RUNNING, LoadState });
        host.on(verb, becomes({ ActiveState: 'inactive', SubState: 'dead', MainPID: 0 }));
        expect(await ran(verb)).toMatchObject({
          state: 'succeeded',
          step: { result: { up: false, stands: `inactive (dead), ${LoadState}` } },
        });
      }
      expect(host.calls()).toContain('systemctl --no-block stop trader.service');
    },
  );

  it('says of what is masked how it stands, and why it cannot be up', async () => {
    host.unit({ ...STOPPED, LoadState: 'masked' });
    expect(await ran('must-be-down')).toMatchObject({ state: 'succeeded' });
    expect(await ran('must-run')).toMatchObject(failing('is masked, so that nothing starts it'));
    const view = await ran('status');
    expect(view.step?.outcome).toBe('down');
    expect(view.output).toContain('is masked, so that nothing starts it');
  });

  it.each(['stop', 'kill', 'must-be-down'])('%s knows no unit that systemd does not know', async (action) => {
    host.unit({ ...STOPPED, LoadState: 'not-found' });
    expect(await ran(action)).toMatchObject(failing('systemd knows no unit trader.service'));
    // It is told all the same: whoever took its file away keeps nothing from being stopped by that.
    expect(host.calls().length > 0).toBe(action !== 'must-be-down');
    // Its file is gone, and not what it left behind.
    host.unit({ ...STOPPED, LoadState: 'not-found', TasksCurrent: 2 });
    expect(await ran(action)).toMatchObject(failing('what it left behind (tasks: 2)'));
  });

  it('fails where something starts it right after, though it was down when it was to be stopped', async () => {
    host.unit(STOPPED);
    host.on('stop', 'touch stopped');
    host.on(
      'show',
      `[ -e seen ] && { ${becomes({ ...RUNNING, ...ANEW }).replaceAll('\n', '; ')}; }; [ -e stopped ] && touch seen`,
    );
    expect(await ran('stop')).toMatchObject(failing('did not stay down'));
  });

  it.each([
    ['stop', 'trader.service is stopped, but what it left behind (tasks: 2) goes on'],
    ['kill', 'trader.service is stopped, but what it left behind (tasks: 2) goes on'],
    ['must-be-down', 'inactive (dead), and beside it runs what it left behind (tasks: 2), and must be down'],
  ])('%s is not content with a unit that left processes behind', async (action, reason) => {
    host.unit({ ...STOPPED, TasksCurrent: 2 });
    expect(await ran(action)).toMatchObject(failing(reason));
    for (const nobodyCounts of ['[not set]', '18446744073709551615', 0]) {
      host.unit({ ...STOPPED, TasksCurrent: nobodyCounts });
      expect(await ran(action)).toMatchObject({ state: 'succeeded' });
    }
  });

  it('does not take for down what waits for its turn to start', async () => {
    host.unit({ ...STOPPED, Job: 7 });
    expect(await ran('must-be-down')).toMatchObject(failing('must be down'));
  });

  it('is content where what is to be killed has crashed, and systemd finds no process', async () => {
    host.unit({ ...STOPPED, ActiveState: 'failed', SubState: 'failed' });
    host.on('kill', 'echo No main process to kill >&2; exit 1');
    expect(await ran('kill')).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
    expect(host.calls()).toContain('systemctl kill --signal=SIGKILL trader.service');
  });

  it('fails to kill what systemd starts again', async () => {
    host.on('kill', becomes({ ...ANEW }));
    expect(await ran('kill')).toMatchObject(failing('did not stay down'));
  });
});

describe('a step that looks at a unit', () => {
  it.each([
    [RUNNING, undefined],
    [STOPPED, 'down'],
    [{ ...STOPPED, ActiveState: 'failed', SubState: 'failed' }, 'down'],
    [{ ...RUNNING, ActiveState: 'activating', SubState: 'start' }, 'unsettled'],
  ])('ends as what it finds: %j', async (properties, outcome) => {
    host.unit(properties);
    expect((await ran('status')).step?.outcome ?? undefined).toBe(outcome);
  });

  it.each([
    ['status', { state: 'succeeded', step: { outcome: 'unsettled', result: { up: false } } }],
    ['must-run', failing('did not stay up')],
  ])('%s is not taken in by one that is up for a moment, again and again', async (action, found) => {
    // However long the first look takes, the service is younger than it has to be.
    host.unit({ ...RUNNING, ...since(-60_000) });
    host.on('show', "[ -e seen ] && sed -i 's/^InvocationID=.*/InvocationID=cc/' show; touch seen");
    expect(await ran(action)).toMatchObject(found);
  });

  it('is content with one that has just been started, once it is up for long enough', async () => {
    host.unit({ ...RUNNING, ...since(50) });
    expect(await ran('must-run')).toMatchObject({ state: 'succeeded' });
  });

  it('fails where it must be up and is not', async () => {
    host.unit(STOPPED);
    expect(await ran('must-run')).toMatchObject(failing('is inactive (dead), and must be up'));
  });

  it('reads a number of lines of its journal, or those that fit', async () => {
    host.on('logs', "printf 'a\\nERROR one\\nb\\nFATAL two\\n'");
    expect(await ran('logs')).toMatchObject({ step: { result: { count: 4 } } });
    expect(host.calls()).toEqual(['journalctl --unit=trader.service --lines=3 --since=-3600s --no-pager']);
    const found = await ran('errors');
    expect(found).toMatchObject({ step: { result: { count: 2, text: 'ERROR one\nFATAL two' } } });
    expect(found.output).toBe('ERROR one\nFATAL two\n');
  });

  it.each([
    ['No journal files were found.', 'this host has no journal'],
    [
      'Hint: You are currently not seeing messages from other users and the system.',
      'does not see the journal',
    ],
  ])('knows of no line where journalctl ends well and says: %s', async (said, why) => {
    host.on('logs', `echo '-- No entries --'; echo '${said}' >&2`);
    expect(await ran('logs')).toMatchObject(failing(why));
    expect(await ran('errors')).toMatchObject(failing(why));
  });

  it('counts as lines of the log what the service has written alone', async () => {
    host.on('logs', "echo '-- No entries --'");
    expect(await ran('logs')).toMatchObject({ state: 'succeeded', step: { result: { count: 0, text: '' } } });
  });
});

describe('a step that restarts a compose service', () => {
  const container = (startedAt: string, more = {}) => ({
    Status: 'running',
    Pid: 7,
    ExitCode: 0,
    StartedAt: startedAt,
    ...more,
  });
  const FIRST = container('2026-11-01T00:00:00Z');
  const ENDED = container('2026-11-01T00:00:01Z', { Status: 'exited', Pid: 0 });

  it('ends well when its container was seen to run since another moment', async () => {
    host.containers(FIRST);
    host.on('restart', "sed -i 's/2026-11-01/2026-11-02/' inspect");
    expect(await ran('web-restart')).toMatchObject({
      state: 'succeeded',
      step: { result: { service: 'web', up: true, stands: 'running' } },
    });
    expect(host.calls()).toEqual(['docker compose restart web']);
  });

  it('creates it anew where that is said, and nothing that it depends on', async () => {
    host.containers(FIRST);
    host.on('up', "sed -i 's/2026-11-01/2026-11-02/' inspect");
    expect(await ran('web-anew')).toMatchObject({ state: 'succeeded' });
    expect(host.calls()).toEqual(['docker compose up --detach --no-deps --no-build --force-recreate web']);
  });

  it.each([
    [{ Status: 'exited', ExitCode: 1 }, 'it is exited (1)'],
    [{ Status: 'restarting' }, 'did not stay up: it ends, and is started again by itself'],
    [{ Health: { Status: 'starting' } }, 'is still running (starting) after 700ms'],
  ])('fails where it becomes %j', async (more, reason) => {
    host.on(
      'up',
      `echo cccccccccccc > ids; cat > inspect <<'END'\n${JSON.stringify({ restarts: 1, state: container('2026-11-02T00:00:00Z', more) })}\nEND`,
    );
    expect(await ran('web-start')).toMatchObject(failing(reason));
  });

  it('stops it, and knows a container that is gone for one that is down', async () => {
    host.containers(FIRST);
    host.on('stop', 'echo -n > ids');
    expect(await ran('web-stop')).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
  });

  it('tells docker to stop also what is down, and watches whether it comes up', async () => {
    host.containers(ENDED);
    host.on('stop', `touch stopped`);
    host.on('ps', `[ -e seen ] && sed -i 's/"exited"/"running"/' inspect; [ -e stopped ] && touch seen`);
    expect(await ran('web-stop')).toMatchObject(failing('web did not stay down: it is running'));
    expect(host.calls()).toEqual(['docker compose stop web']);
  });

  it('is told to stop although its container goes in the middle of the first look', async () => {
    host.containers(FIRST);
    host.on('ps', '[ -e failed ] || { touch failed; echo "Error: No such object: cc" >&2; exit 1; }');
    host.on('stop', 'echo -n > ids');
    expect(await ran('web-stop')).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    ['stop', 'failed'],
    ['kill', 'unknown'],
  ])('is told to %s although docker says nothing clear of it', async (verb, state) => {
    host.containers(FIRST);
    host.put('inspect', 'nothing clear\n');
    host.on(verb, 'echo -n > ids');
    expect(await ran(`web-${verb}`)).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
    expect(host.calls()).toEqual([`docker compose ${verb} web`]);
    host.containers(FIRST);
    host.put('inspect', 'nothing clear\n');
    host.on(verb, ':');
    const reason = expect.stringContaining('nobody could look what came of it') as string;
    expect(await ran(`web-${verb}`)).toMatchObject({ state, step: { reason } });
  });

  it('says of several containers that it is up when all of them are, and down when none runs', async () => {
    host.containers(FIRST, container('2026-11-01T00:00:01Z', { Status: 'exited', ExitCode: 3 }));
    expect(await ran('web-status')).toMatchObject({
      step: { outcome: 'unsettled', result: { up: false, stands: 'running, exited (3)' } },
    });
    host.containers(ENDED, ENDED);
    expect(await ran('web-status')).toMatchObject({ step: { outcome: 'down' } });
  });

  it.each([0, 1])('stops and kills what runs beside a container that ended with %i', async (ExitCode) => {
    for (const verb of ['stop', 'kill']) {
      host.clear();
      host.compose(COMPOSE);
      host.containers(FIRST, { ...ENDED, ExitCode });
      expect(await ran('web-down')).toMatchObject(
        failing(`is running, exited (${ExitCode}), and must be down`),
      );
      expect(await ran(`web-${verb}`)).toMatchObject(
        failing(`web is still running, exited (${ExitCode}) after`),
      );
      host.on(verb, `sed -i 's/"running"/"exited"/' inspect`);
      expect(await ran(`web-${verb}`)).toMatchObject({ state: 'succeeded' });
      expect(host.calls()).toEqual([`docker compose ${verb} web`, `docker compose ${verb} web`]);
    }
  });

  it('is restarted when all of its containers were started anew, and not when one was', async () => {
    host.containers(FIRST, container('2026-11-01T00:00:02Z'));
    host.on('restart', "sed -i '2s/00:00:02/00:05:00/' inspect");
    expect(await ran('web-restart')).toMatchObject(failing('still runs as it was started before'));
    host.on('restart', "sed -i 's/2026-11-01/2026-11-02/' inspect");
    expect(await ran('web-restart')).toMatchObject({ state: 'succeeded' });
  });

  it('starts and is created anew beside an ended container of `compose run`', async () => {
    host.containers({ ...ENDED, ExitCode: 1, oneOff: true }, FIRST);
    expect(await ran('web-status')).toMatchObject({ step: { outcome: null, result: { up: true } } });
    expect(await ran('web-start')).toMatchObject({ state: 'succeeded' });
    host.on('up', `sed -i '2s/2026-11-01/2026-11-02/' inspect`);
    expect(await ran('web-anew')).toMatchObject({
      state: 'succeeded',
      step: { result: { stands: 'running' } },
    });
    host.on('stop', `sed -i 's/"running"/"exited"/' inspect`);
    expect(await ran('web-stop')).toMatchObject({ state: 'succeeded' });
  });

  it('is not down while a container of `compose run` runs, and up only by its own', async () => {
    host.containers(ENDED, { ...FIRST, oneOff: true });
    expect(await ran('web-status')).toMatchObject({ step: { outcome: 'unsettled' } });
    expect(await ran('web-down')).toMatchObject(
      failing('beside it runs a container that `compose run` started'),
    );
    expect(await ran('web-stop')).toMatchObject(
      failing('web is stopped, but a container that `compose run` started goes on'),
    );
    host.on('kill', `sed -i 's/"running"/"exited"/' inspect`);
    expect(await ran('web-kill')).toMatchObject({ state: 'succeeded' });
  });

  it('says that compose is missing, that docker does not answer, and that it is not let', async () => {
    for (const [line, reason] of [
      ["docker: 'compose' is not a docker command.", 'this docker has no compose'],
      ['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', 'does not answer'],
      [
        'permission denied while trying to connect to the Docker daemon socket',
        'may not speak to the daemon',
      ],
      ['no such service: web', 'the compose file has no such service'],
    ] as const) {
      host.on('ps', `echo "${line}" >&2; exit 1`);
      expect(await ran('web-status')).toMatchObject(failing(reason));
    }
  });

  it.each([
    ['pull access denied for api, repository does not exist', 'its registry does not give it'],
    ['dial tcp 10.0.0.5:5000: connect: connection refused', 'ended with exit code 1 (dial tcp'],
    ['network shop could not be found', 'ended with exit code 1 (network shop'],
    ['mkdir /var/lib/docker/x: permission denied', 'ended with exit code 1 (mkdir'],
  ])('does not take what docker says for what systemd or its daemon would mean: %s', async (line, reason) => {
    host.on('up', `echo "permission denied of another thing" >&2; echo "${line}" >&2; exit 1`);
    expect(await ran('web-start')).toMatchObject(failing(reason));
  });

  it('5.7 is in doubt when its compose file is changed right after it was told', async () => {
    host.containers(FIRST);
    host.on('restart', "sed -i 's/2026-11-01/2026-11-02/' inspect; echo '# more' >> docker-compose.yml");
    expect(await ran('web-restart')).toMatchObject({ state: 'unknown' });
  });

  it.each([
    ['services:\n  web: { image: a }\n  db: { image: b }\n  web: { image: c }\n', 'in lines 2 and 4'],
    ['services:\n  wep: { image: a }\n', 'No service web is in'],
    ['services:\n  web: { image: a }\nservices:\n  db: { image: b }\n', 'twice, in lines 1 and 3'],
    ['services: [', 'is no YAML'],
  ])('is not planned with a compose file that says %j', async (text, why) => {
    host.compose(text);
    await expect(planned('web-restart')).rejects.toMatchObject({
      refusal: { why: expect.stringContaining(why) as string },
    });
  });

  it('is refused when the compose file was changed after it was planned', async () => {
    host.containers(FIRST);
    const id = await rig.queue(await planned('web-restart'));
    host.compose(`${COMPOSE}# more\n`);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ reason: expect.stringContaining('was changed since this was planned') as string }],
    });
    expect(host.calls()).toEqual([]);
  });

  it.each([
    [{ 'compose.yaml': COMPOSE }, 'which of them is read depends on the version of compose'],
    [{ '.env': 'A=1\nCOMPOSE_FILE=other.yml\n' }, 'names other compose files with COMPOSE_FILE'],
    [{ 'compose.override.yml': 'services: [' }, 'is no YAML'],
  ])('is not planned where beside its compose file stands %j', async (files, why) => {
    for (const [name, text] of Object.entries(files)) host.put(name, text);
    await expect(planned('web-restart')).rejects.toMatchObject({
      refusal: { why: expect.stringContaining(why) as string },
    });
  });

  it('knows a service that only the file has which is laid over it, and shows both', async () => {
    host.put('docker-compose.override.yml', 'services:\n  database: { image: b }\n');
    const [, section] = describePlan(await planned('db-status'), stepKinds);
    const shown = section?.lines.filter((line) => line.startsWith('only as it is now'));
    expect(shown).toEqual([
      expect.stringContaining('/docker-compose.yml'),
      expect.stringContaining('/docker-compose.override.yml'),
    ]);
    expect(section?.lines).toContain('and no other compose file beside it');
  });

  it.each([
    ['was changed', 'docker-compose.override.yml'],
    ['appeared', 'compose.override.yaml'],
    ['appeared', 'compose.yaml'],
  ])('is refused when what compose reads as well %s after it was planned: %s', async (change, name) => {
    host.containers(FIRST);
    host.put('docker-compose.override.yml', COMPOSE);
    const id = await rig.queue(await planned('web-restart'));
    host.put(name, `${COMPOSE}# more\n`);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ reason: expect.stringContaining(`${name} ${change} since this was planned`) as string }],
    });
    expect(host.calls()).toEqual([]);
  });

  it('takes a compose file in another encoding by its bytes', async () => {
    host.containers(FIRST);
    host.put('docker-compose.yml', Buffer.from(`# fähig\n${COMPOSE}`, 'latin1'));
    host.on('restart', "sed -i 's/2026-11-01/2026-11-02/' inspect");
    expect(await ran('web-restart')).toMatchObject({ state: 'succeeded' });
  });

  it('is not planned where no compose file is', async () => {
    rmSync(join(host.folder, 'docker-compose.yml'));
    await expect(planned('db-status')).rejects.toMatchObject({
      refusal: { why: expect.stringContaining('No compose file is in') as string },
    });
  });
});

describe('after a crash', () => {
  const kind = stepKinds.get('service');
  const probed = async (action: string, elapsedMs: number) => {
    const plan = await planned(action);
    const [step] = plan.steps;
    const startedAt = new Date('2026-11-03T00:00:00Z');
    const effects = createEffects([createShell()]);
    return kind?.probe?.(step?.spec ?? null, {
      runId: 'run-1',
      stepId: 'it',
      attempt: 1,
      signal: new AbortController().signal,
      changes: true,
      files: [],
      askedAt: startedAt,
      startedAt,
      now: () => new Date(startedAt.getTime() + elapsedMs),
      output() {},
      lastWords: async () => '',
      effect: (integration, operation, input) =>
        effects(integration, operation, input, {
          system: 'demo',
          signal: new AbortController().signal,
          begin() {},
          aside: (work) => work(),
          output() {},
          secret: () => '',
        }),
      resultOf: () => undefined,
      absent: undefined,
      answer: undefined,
    });
  };

  it('a restart is known by how long ago the unit was started', async () => {
    host.unit({ ...RUNNING, ...since(1_000) });
    expect(await probed('restart', 60_000)).toMatchObject({ status: 'succeeded', result: { up: true } });
    host.unit({ ...RUNNING, ...since(3_600_000) });
    expect(await probed('restart', 60_000)).toMatchObject({ status: 'failed' });
  });

  it('that of a container is told by the clock of its host alone', async () => {
    const startedAgo = (ms: number) => ({
      Status: 'running',
      Pid: 7,
      ExitCode: 0,
      StartedAt: new Date(systemClock.now().getTime() - ms).toISOString(),
    });
    host.containers(startedAgo(3_600_000));
    expect(await probed('web-restart', 60_000)).toMatchObject({ status: 'failed' });
    host.containers(startedAgo(1_000));
    expect(await probed('web-restart', 60_000)).toMatchObject({ status: 'succeeded' });
  });

  it('people decide about a restart of which only one container is new', async () => {
    const startedAgo = (ms: number) => ({
      Status: 'running',
      Pid: 7,
      ExitCode: 0,
      StartedAt: new Date(systemClock.now().getTime() - ms).toISOString(),
    });
    host.containers(startedAgo(3_600_000), startedAgo(1_000));
    expect(await probed('web-restart', 60_000)).toBeUndefined();
    expect(await probed('web-kill', 60_000)).toBeUndefined();
  });

  it('a kill is not done while one of several containers runs, ill or beside one that ended', async () => {
    const old = { Status: 'running', Pid: 7, ExitCode: 0, StartedAt: '2026-11-01T00:00:00Z' };
    host.containers(old, { ...old, Health: { Status: 'unhealthy' } });
    expect(await probed('web-kill', 60_000)).toBeUndefined();
    host.containers(old, { ...old, Status: 'exited' });
    expect(await probed('web-kill', 60_000)).toBeUndefined();
    host.containers({ ...old, Status: 'exited' }, { ...old, Status: 'exited', ExitCode: 137 });
    expect(await probed('web-kill', 60_000)).toMatchObject({ status: 'succeeded' });
  });

  it('people decide about a restart whose unit is not up', async () => {
    host.unit(STOPPED);
    expect(await probed('restart', 60_000)).toBeUndefined();
  });

  it('a kill is known by what is gone, and not done where the old process runs', async () => {
    host.unit({ ...RUNNING, ...since(3_600_000) });
    expect(await probed('kill', 60_000)).toMatchObject({ status: 'failed' });
    host.unit(STOPPED);
    expect(await probed('kill', 60_000)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a host on which docker is called through sudo, and whose settings a run changes', () => {
  it('looks at containers through sudo as well, and restarts with the compose file as the run leaves it', async () => {
    const settings = {
      vars: {},
      workdir: host.folder,
      path: [host.bin],
      writable: [host.folder],
      services: { sudo: ['docker'], compose: 'docker compose' },
    } as const;
    const steps = `
      - { id: set, setting: { file: docker-compose.yml, set: { image: { key: /services/web/image, to: "web:2" } } } }
      - { id: it, service: { restart: web, compose: ., recreate: true, within: 2s, steady: 300ms } }`;
    const effects = createEffects([createShell(), createSetting(() => [host.folder], demandedBy)]);
    const other = await openExecution(effects, openTestDatabase, {
      registry: registryOf(demo(`  a:\n    title: Do it\n    source: L1\n    risk: low\n    steps:${steps}`)),
      settings,
    });
    try {
      host.containers({ Status: 'running', Pid: 7, ExitCode: 0, StartedAt: '2026-11-01T00:00:00Z' });
      host.on('up', "sed -i 's/2026-11-01/2026-11-02/' inspect");
      host.needRoot('docker');
      const plan = await other.service.plan({ action: 'demo:a', params: {}, requester: 'ana' });
      const section = describePlan(plan, stepKinds).at(-1);
      expect(section?.lines).toContain(`as this run leaves it: ${join(host.folder, 'docker-compose.yml')}`);
      const id = await other.queue(plan);
      for (let turn = 0; turn < 3; turn += 1) await other.engine.work(id);
      const view = await other.view(id);
      expect(view.steps.map(({ reason }) => reason)).toEqual([null, null]);
      expect(view.state).toBe('succeeded');
    } finally {
      await other.close();
    }
  });
});

describe('lint of a service', () => {
  const of = (service: string, more = '') =>
    problemsOf(
      demo(`  a:
    title: A
    source: L1
    risk: low
    params: { v: { type: text, description: V }, c: { type: choice, description: C, choices: [a, b] } }
    steps: [{ id: one, service: ${service}${more} }]`),
    ).map(({ message }) => message);

  it.each([
    ['{ restart: trader }'],
    ['{ stop: "{{ params.c }}" }'],
    ['{ start: web, compose: shop }'],
    ['{ logs: trader, lines: 10, since: 1h, matching: "ERROR" }'],
    ['{ status: trader, steady: 10s }'],
  ])('takes %s', (service) => {
    expect(of(service)).toEqual([]);
  });

  it.each([
    ['{ }', 'does not say what is done'],
    ['{ start: a, stop: a }', 'or says it twice'],
    ['{ restart: "{{ params.v }}" }', 'whoever gives the value could choose any'],
    ['{ stop: "trader*" }', 'is not the name of one service'],
    ['{ stop: --all }', 'is not the name of one service'],
    ['{ status: a, within: 5s }', '`within` says nothing of status'],
    ['{ restart: a, recreate: true }', 'only a container is created anew'],
    ['{ logs: a, lines: 5000 }', ''],
    ['{ logs: a, matching: "(" }', ''],
  ])('refuses %s', (service, message) => {
    expect(of(service)).not.toEqual([]);
    expect(of(service).join('\n')).toContain(message);
  });

  it('refuses a time limit that ends before what it waits for', () => {
    expect(of('{ restart: a, within: 1m, steady: 10s }', ', timeout: 1m').join('\n')).toContain(
      'may wait for 1m10s, and is ended before',
    );
  });

  it('wants no look behind what looks itself', () => {
    expect(of('{ restart: a }')).toEqual([]);
  });
});
