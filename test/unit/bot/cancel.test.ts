import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { aboutOf } from '../../../src/audit/about.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';

const STEPS = `steps:
      - { title: Open the gate, shell: { run: [/bin/open-gate] }, effect: unsafe }
      - { title: Look at the water, confirm: { question: Is it high? } }
      - { title: Close the gate, shell: { run: [/bin/close-gate] }, effect: unsafe }`;

const world = await botWorldOfFile();

describe('Cancel', () => {
  /** Ana's run of three steps waits in its second; its way down is to tidy up. */
  async function underWay(risk: 'low' | 'high' | 'critical'): Promise<Seen> {
    const approval = risk === 'low' ? '' : '\n    approval: one-sre';
    await world.rewrite(
      'risk: low\n    steps: [{ shell: { run: [/bin/break] }, effect: pure }]',
      `risk: ${risk}${approval}\n    ${STEPS}`,
    );
    await world.command('ana', 'ops run', { action: 'demo:breaker/tidied' });
    if (risk !== 'low')
      await world.click('ben', await world.find('ben', 'Approval needed', 'demo'), 'Approve');
    return run();
  }
  const run = (): Promise<Seen> => world.find('ben', 'demo:breaker/tidied · ', 'demo');

  it.each(['high', 'critical'] as const)(
    'of a run of %s risk asks first, says what was done and what is left undone, and does it once that is meant',
    async (risk) => {
      await world.click('ben', await underWay(risk), 'Cancel');
      const question = await world.find('ben', 'Cancel this? Break and tidy up', 'demo');
      expect(question.quiet).toBe(true);
      expect(question.text).toContain('Nothing was cancelled yet');
      expect(question.text).toContain('✓ Open the gate\n');
      expect(question.text).toContain('○ Look at the water – has begun, and is not finished\n');
      expect(question.text).toContain('○ Close the gate – is left undone\n');
      expect(question.text).toContain('○ In any case: Tidy up – is still done: it follows a cancel\n');
      expect((await run()).text).toContain('◐ Look at the water (needs an answer)');

      await world.click('ben', question, 'Cancel it now');
      expect((await run()).text).toContain('– Close the gate (not run)');
      const used = await world.find('ben', 'You cancelled it: Break and tidy up', 'demo');
      expect({ ref: used.ref, controls: used.controls }).toEqual({ ref: question.ref, controls: [] });
      expect(world.started).toEqual(['/bin/open-gate']);
    },
  );

  it('of a run of low risk stops it at once', async () => {
    await world.click('ben', await underWay('low'), 'Cancel');
    expect((await run()).text).toContain('– Close the gate (not run)');
  });

  it('stands in a log that calls the run by its title, for whoever looks for it', async () => {
    const id = /run-\w+/.exec((await underWay('low')).text)?.[0] ?? '';
    const [first] = await world.db.read((reader) =>
      reader.orm.execute(sql`select body from audit_entry where chain = ${`run/${id}`} and seq = 1`),
    );
    expect(aboutOf(`run/${id}`, (first as { body: string }).body)).toBe('Break and tidy up');
  });

  it('asks nobody about what is over, and refuses one that was meant too late', async () => {
    const kept = await underWay('high');
    await world.click('ben', kept, 'Cancel');
    await world.click('cem', kept, 'Cancel');
    await world.click('cem', await world.find('cem', 'Cancel this?', 'demo'), 'Cancel it now');
    await world.click('ben', await world.find('ben', 'Cancel this?', 'demo'), 'Cancel it now');
    await world.find('ben', 'it is on its way down', 'demo');
    await world.click('dan', kept, 'Cancel');
    await world.find('dan', 'it is on its way down', 'demo');
    await expect(world.find('dan', 'Cancel this?', 'demo')).rejects.toThrow('sees no');
  });
});
