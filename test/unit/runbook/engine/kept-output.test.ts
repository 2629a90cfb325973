import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { dropEarlier } from '../../../../src/runbook/engine/output/earlier/store.ts';
import { isPartial } from '../../../../src/runbook/engine/output/left-out.ts';
import {
  insertOutput,
  readOutput,
  readTail,
  readTails,
} from '../../../../src/runbook/engine/output/store.ts';
import type { PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { rowsOf } from '../../../../src/store/rows.ts';
import { openTestDatabase, openTestPostgres } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';
import { processorTime } from '../../../support/processor-time.ts';

const MIB = 1024 * 1024;
const ENGINES = [
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
] as const;

describe.each(ENGINES)('what is kept of the output, on %s', async (_name, open) => {
  const rig = await openExecution(createEffects([]), open);
  afterAll(() => rig.close());

  interface Row {
    readonly attempt: number;
    readonly text: string;
  }

  const rowsIn = (run: string): Promise<readonly Row[]> =>
    rig.db.read((reader) =>
      rowsOf<Row>(reader, sql`select attempt, text from run_output where run_id = ${run} order by id`),
    );

  const bytesIn = (rows: readonly Row[]): number =>
    rows.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

  /** Lets a step fail again and again that prints `size` characters each time. */
  async function again(limit: number, size: number, change: Partial<PlannedStep>) {
    let times = 0;
    rig.fakes.set('looks', {
      async execute({ output }) {
        times += 1;
        const words = `look ${times} `;
        output('out', `${words}${'é'.repeat(size - words.length - 1)}\n`);
        return { status: 'failed', reason: 'it is down', next: 'Wait.' };
      },
    });
    const engine = rig.worker('keeps', { outputLimit: limit });
    const id = await rig.queue(planWith([fakeStep('looks', change)]));
    for (let turns = 0; turns < 100; turns += 1) {
      await engine.work(id);
      if ((await rig.view(id)).finishedAt !== null) break;
      rig.clock.advance(10_000);
    }
    return { id, times };
  }

  /** As if a step had printed the text so often. */
  async function printed(run: string, position: number, text: string, times: number): Promise<void> {
    for (let done = 0; done < times; done += 20)
      await rig.db.transact((tx) =>
        tx.orm.execute(sql`
          insert into run_output (run_id, position, attempt, stream, text, at)
          select ${run}::text, ${position}::int, nr, 'out', ${text}::text, now()
          from generate_series(${done + 1}::int, ${Math.min(times, done + 20)}::int) nr`),
      );
  }

  const queued = (steps = 1): Promise<string> =>
    rig.queue(planWith(Array.from({ length: steps }, (_, index) => fakeStep(`step-${index}`))));

  it.each<[string, Partial<PlannedStep>, number]>([
    ['looked', { poll: { everyMs: 10_000, forMs: 290_000 } }, 30],
    ['was tried', { attempts: 10, backoffMs: 1_000 }, 10],
  ])(
    'does not grow with how often a step %s, and ends with all of the last time',
    async (_how, change, count) => {
      const { id, times } = await again(2_000, 900, change);
      expect(times).toBe(count);
      const rows = await rowsIn(id);
      // The last one, and those before it: the limit each, and the mark.
      expect(bytesIn(rows)).toBeLessThan(2 * 2_000 + 100);
      const all = rows.map(({ text }) => text).join('');
      expect(all).toMatch(new RegExp(`\nlook ${count} é+\n$|…\\]\nlook ${count} é+\n$`));
      expect(rows.at(-1)?.text).toHaveLength(900);
      expect(isPartial(all)).toBe(true);
      const [mark, ...more] = all.matchAll(/\[… (\d+) characters left out …\]/g);
      expect(more).toEqual([]);
      expect(all.replace(/^\n\[…[^\n]*\n/, '').length + Number(mark?.[1])).toBe(count * 900);
    },
  );

  it('keeps all of what prints little, however often it looked', async () => {
    const { id } = await again(10_000, 20, { poll: { everyMs: 10_000, forMs: 290_000 } });
    const all = await rig.service.output(id);
    expect(all).toHaveLength(30 * 20);
    expect(isPartial(all)).toBe(false);
  });

  it('lets nobody drop anything who has lost the run', async () => {
    const id = await queued();
    await printed(id, 0, 'a line\n', 5);
    const lost = { owner: 'nobody', epoch: 7 };
    await rig.db.transact((tx) => dropEarlier(tx, { runId: id, position: 0 }, lost, 10));
    expect(await rowsIn(id)).toHaveLength(5);
  });

  it('drops what another step printed as little as what another run did', async () => {
    const [mine, other] = [await queued(2), await queued()];
    for (const [run, position] of [
      [mine, 0],
      [mine, 1],
      [other, 0],
    ] as const)
      await printed(run, position, 'a line\n', 5);
    const held = { owner: 'me', epoch: 0 };
    await rig.db.transact(async (tx) => {
      await tx.orm.execute(sql`update run set lease_owner = 'me' where id = ${mine}`);
      await dropEarlier(tx, { runId: mine, position: 0 }, held, 10);
      const at = { runId: mine, position: 0, attempt: 6, now: await tx.now() };
      expect(await insertOutput(tx, at, held, [{ stream: 'out', text: 'the last\n' }])).toBe(true);
      await tx.orm.execute(sql`update run set lease_owner = null where id = ${mine}`);
    });
    expect((await rowsIn(mine)).map(({ text }) => text)).toEqual([
      '\n[… 35 characters left out …]\n',
      ...Array.from({ length: 5 }, () => 'a line\n'),
      'the last\n',
    ]);
    expect(await rowsIn(other)).toHaveLength(5);
  });

  it('reads an end at the cost of the end, and of a run beside it as well', async () => {
    const look = `${'a line that says little\n'.repeat(MIB / 24)}down\n`;
    const [little, much] = [await queued(3), await queued(3)];
    await printed(little, 1, look, 1);
    for (const position of [0, 1, 2]) await printed(much, position, look, 40);
    const timed = async (ids: readonly string[]) => {
      const times: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const spentMs = processorTime();
        const tails = await rig.db.read((reader) => readTails(reader, ids, 4_000));
        times.push(spentMs());
        for (const { tail } of tails.values()) expect(tail).toHaveLength(4_000);
      }
      return Math.min(...times);
    };
    const one = await timed([little]);
    // Reading all of it took more than fifty times as long.
    expect(await timed([little, much])).toBeLessThan(12 * one + 50);
  });

  it('reads of very much the beginning and the end, and says how much is between them', async () => {
    const run = await queued(3);
    const look = `${'x'.repeat(MIB - 1)}\n`;
    await printed(run, 0, 'the first\n', 1);
    for (const position of [0, 1, 2]) await printed(run, position, look, 20);
    await printed(run, 2, 'the last\n', 1);
    const read = await rig.service.output(run);
    expect(read.length).toBeLessThan(7 * MIB);
    expect(read).toMatch(/^the first\n/);
    expect(read).toMatch(/\nthe last\n$/);
    expect(isPartial(read)).toBe(true);
    const mark = /\n\[… (\d+) bytes left out …\]\n/.exec(read);
    expect(read.length - (mark?.[0].length ?? 0) + Number(mark?.[1])).toBe(60 * MIB + 19);
  });

  it('reads all of what is not much, in the order in which it was printed', async () => {
    const run = await queued(2);
    const texts = ['a\n', 'é\n', '🦊\n', 'd\n'];
    for (const [index, text] of texts.entries()) await printed(run, index % 2, text, 1);
    expect(await rig.db.read((reader) => readOutput(reader, run))).toBe(texts.join(''));
    expect(await rig.db.read((reader) => readOutput(reader, run, 4))).toBe(
      'a\n\n[… 8 bytes left out …]\nd\n',
    );
  });

  it.each([1, 3, 7, 11, 12, 13, 100])(
    'gives the last %i characters of each part, and whether there is more',
    async (characters) => {
      const run = await queued(3);
      const lines = ['one\n', 'zwölf\n', '🦊🦊\n', 'x\n', 'und mehr\n', 'é\n'];
      for (const [index, text] of lines.entries()) await printed(run, index % 3, text, 1);
      const whole = [...lines.join('')];
      expect(await rig.db.read((reader) => readTail(reader, run, characters))).toEqual({
        of: null,
        tail: whole.slice(-characters).join(''),
        others: '',
        more: whole.length > characters,
      });
      await rig.db.transact((tx) =>
        tx.orm.execute(sql`update step_run set state = 'failed' where run_id = ${run} and position = 1`),
      );
      const [own, others] = [[...'zwölf\nund mehr\n'], [...'one\n🦊🦊\nx\né\n']];
      expect(await rig.db.read((reader) => readTail(reader, run, characters))).toEqual({
        of: 1,
        tail: own.slice(-characters).join(''),
        others: others.slice(-characters).join(''),
        more: own.length > characters || others.length > characters,
      });
    },
  );

  it('looks through so many rows for an end and says that there is more', async () => {
    const run = await queued();
    await printed(run, 0, '.', 1_200);
    expect(await rig.db.read((reader) => readTail(reader, run, 4_000))).toMatchObject({
      tail: '.'.repeat(1_000),
      more: true,
    });
  });
});
