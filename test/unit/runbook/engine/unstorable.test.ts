import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { openTestDatabase, openTestPostgres } from '../../../support/database.ts';
import { LEASE_MS, openExecution } from '../../../support/execution.ts';
import { ONE_SRE, planWith, shellStep } from '../../../support/planned.ts';

/** What a program may print where JSON is expected, and how its run ends. */
const PRINTED: readonly [string, string, 'succeeded' | 'failed'][] = [
  ['infinity', '{"n":1e999}', 'succeeded'],
  ['a number of too many digits', `{"n":${'9'.repeat(50_000)}}`, 'failed'],
  ['a number beyond any that is kept', '{"n":1e999999999}', 'failed'],
  ['a zero character', '{"n":"a\\u0000b","k\\u0000":1}', 'failed'],
  ['half of a character', '{"n":"\\ud800"}', 'failed'],
  ['lists in lists', `{"n":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'failed'],
  ['a prototype', '{"__proto__":{"n":1},"constructor":{"prototype":1}}', 'succeeded'],
  ['one key twice', '{"n":1,"n":2}', 'failed'],
  ['no number at all', '{"n":NaN}', 'failed'],
];

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('an approved effect whose program prints what may not be stored, in %s', async (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-unstorable-'));
  const rig = await openExecution(createEffects([createShell()]) as never, open);
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  it.each(PRINTED)('happens once, ends, and holds no lock any more: %s', async (name, printed, state) => {
    const [effects, json] = [join(folder, `${name}.effects`), join(folder, `${name}.json`)];
    writeFileSync(json, printed);
    const script = `echo done >> '${effects}'; cat '${json}'`;
    const step = shellStep('pay', ['/bin/sh', '-c', script], { spec: { parse: 'json' } });
    const lock = `unstorable/${name}`;
    const { request, run } = await rig.approved(planWith([step], { policy: ONE_SRE, risk: 'high', lock }));
    await rig.engine.work(run);
    for (let time = 0; time < 3; time += 1) {
      rig.clock.advance(2 * LEASE_MS);
      await rig.engine.work(run);
    }
    expect(readFileSync(effects, 'utf8')).toBe('done\n');
    expect(await rig.view(run)).toMatchObject({ state });
    expect((await rig.db.read((reader) => rig.approvals.get(reader, request)))?.state).toBe(
      state === 'succeeded' ? 'executed' : 'failed',
    );
    const next = shellStep('next', ['/bin/true']);
    expect(await rig.carryOut(planWith([next], { lock }))).toMatchObject({ state: 'succeeded' });
  });
});
