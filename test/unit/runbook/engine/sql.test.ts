import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import type { Access } from '../../../../src/integrations/sql/access.ts';
import { createSql } from '../../../../src/integrations/sql/index.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { type Execution, openExecution } from '../../../support/execution.ts';
import { type Network, openNetwork } from '../../../support/fault/network.ts';
import { openSqlWorld, type SqlWorld } from '../../../support/sql.ts';
import { demo, registryOf } from '../definition/folder.ts';

const RUNBOOK = demo(`  failed:
    title: Show what failed
    source: L1
    risk: read
    steps:
      - id: failed
        sql: { database: manager, query: "select id, note from migrations where status = 'failed' order by id" }
  retry:
    title: Retry what failed
    source: L2
    risk: low
    params: { rows: { type: integer, description: How many } }
    steps:
      - id: retry
        sql:
          database: manager
          query: update migrations set status = 'pending' where status = 'failed'
          write: true
          rows: "{{ params.rows }}"
          probe: { query: "select count(*) from migrations where status = 'failed'", expect: { value: 0 } }`);

describe('a database that steps ask and change', () => {
  let world: SqlWorld;
  let network: Network;
  let rig: Execution;
  let access: Access;
  /** Called where an effect begins: right before the commit of a change. */
  let atBegin: () => void;
  beforeAll(async () => {
    world = await openSqlWorld('create table migrations (id int primary key, status text, note text)');
    network = await openNetwork(world.adminUrl);
    const settings = { vars: {}, workdir: '/' };
    const registry = registryOf(RUNBOOK);
    const sql = createEffects([createSql(() => ({ manager: access }))]);
    const effects: EffectPort = (integration, operation, input, io) => {
      const begin = (): void => {
        io.begin();
        atBegin();
      };
      return sql(integration, operation, input, { ...io, begin });
    };
    rig = await openExecution(effects, openTestDatabase, { registry, settings });
  });
  beforeEach(async () => {
    access = world.access;
    atBegin = () => {};
    await world.admin`truncate migrations`;
    await world.admin`insert into migrations values (1, 'done', null), (2, 'failed', ''), (3, 'failed', null)`;
  });
  afterAll(async () => {
    await rig.close();
    await network.close();
    await world.stop();
  });

  async function run(action: string, params = {}) {
    const asked = { action: `demo:${action}`, params, requester: 'ana', place: null };
    const proposed = await rig.service.propose(asked);
    if (proposed.kind !== 'running') throw new Error('nobody has to approve it');
    // Once for the attempt, once for its probe.
    for (const _turn of [1, 2]) await rig.engine.work(proposed.runId);
    return rig.view(proposed.runId);
  }
  const states = async () =>
    (await world.admin<{ status: string }[]>`select status from migrations order by id`).map(
      ({ status }) => status,
    );

  it('shows its rows as a table, and hands them on', async () => {
    const view = await run('failed');
    expect(view.printed.tail.trimEnd().split('\n').slice(-5)).toEqual([
      'id | note',
      '---+-----',
      '2  | ""',
      '3  | null',
      '(2 rows)',
    ]);
    expect(view.steps[0]?.result).toMatchObject({
      count: 2,
      rows: [
        { id: '2', note: '' },
        { id: '3', note: null },
      ],
    });
  });

  it('fails, with nothing changed, when other rows would be changed than expected', async () => {
    const view = await run('retry', { rows: '3' });
    expect(view.steps[0]).toMatchObject({ state: 'failed' });
    expect(view.steps[0]?.reason).toContain(
      'It changed 2 rows where 3 were expected. All of it was rolled back.',
    );
    expect(await states()).toEqual(['done', 'failed', 'failed']);
  });

  it.each([
    [
      '5.7 has its probe find that it was done',
      'cutAfterCommit',
      'succeeded',
      ['done', 'pending', 'pending'],
    ],
    ['5.7 has its probe find that it was not', 'cut', 'failed', ['done', 'failed', 'failed']],
  ] as const)('when the answer to the commit was lost %s', async (_what, fault, state, then) => {
    // Only who writes goes through the network that fails.
    access = { read: world.access.read, write: world.through(network.url).write };
    atBegin = () => network[fault]();
    const view = await run('retry', { rows: '2' });
    expect(view.steps[0]).toMatchObject({ state });
    expect(await states()).toEqual(then);
  });
});
