import { describe, expect, it } from 'vitest';
import { doseOf } from '../support/fault/storm/faults.ts';
import { type Aftermath, judge, QUIET_MS, type StormRun } from '../support/fault/storm/verdict.ts';

const run = (part: string, state = 'succeeded', waitsForPeople = false): StormRun => ({
  part,
  state,
  waitsForPeople,
});

const GOOD: Aftermath = {
  asked: ['paint0', 'weld1', 'bolt2'],
  lostInSilence: [],
  runs: [run('paint0'), run('weld1'), run('bolt2')],
  effects: ['paint0', 'weld1', 'paint0', 'bolt2'],
  programs: [],
  quietMs: QUIET_MS - 1,
  startMs: 1_000,
  endedByThemselves: 0,
};

describe('the verdict on a storm of faults', () => {
  it('is good when each effect was there once, and those that may be repeated at least once', () => {
    expect(judge(GOOD)).toEqual([]);
  });

  it.each<[string, Partial<Aftermath>, RegExp]>([
    ['an unsafe effect happened twice', { effects: [...GOOD.effects, 'bolt2'] }, /^doubled: bolt2$/],
    ['one that can be probed happened twice', { effects: [...GOOD.effects, 'weld1'] }, /^doubled: weld1$/],
    ['a run succeeded without its effect', { effects: ['weld1', 'bolt2'] }, /^lost: paint0 \(succeeded\)$/],
    [
      'something that was acknowledged came to nothing and nobody was told',
      { lostInSilence: ['weld7'] },
      /^acknowledged and lost in silence: weld7$/,
    ],
    ['something asked for never ran', { asked: [...GOOD.asked, 'weld3'] }, /^never run: weld3$/],
    ['something asked for once ran twice', { runs: [...GOOD.runs, run('weld1')] }, /^run twice: weld1$/],
    [
      'something was done that has no run',
      { effects: [...GOOD.effects, 'bolt9'] },
      /^done without a run: bolt9$/,
    ],
    [
      'a run is still under way',
      { runs: [...GOOD.runs.slice(1), run('paint0', 'running')] },
      /^stuck: paint0/,
    ],
    [
      'a run still waits for people who have decided everything',
      { runs: [...GOOD.runs.slice(1), run('paint0', 'unknown', true)] },
      /^stuck: paint0 \(unknown\)$/,
    ],
    ['a run failed', { runs: [...GOOD.runs.slice(1), run('paint0', 'failed')] }, /^ended badly: paint0/],
    ['a program was left', { programs: [4711] }, /^programs left: 4711$/],
    ['it was not quiet in time', { quietMs: QUIET_MS + 1 }, /^not quiet in time: 10001 ms$/],
    ['a process ended by itself', { endedByThemselves: 1 }, /^processes that ended by themselves: 1$/],
  ])('is bad when %s, and names it', (_what, change, problem) => {
    const problems = judge({ ...GOOD, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('gives a machine on which a start takes long two of them to be quiet in, and no more', () => {
    expect(judge({ ...GOOD, startMs: 7_000, quietMs: 13_999 })).toEqual([]);
    expect(judge({ ...GOOD, startMs: 7_000, quietMs: 14_001 })).toEqual(['not quiet in time: 14001 ms']);
  });

  it('does not call lost what is told as unknown and waits for people', () => {
    const runs = [...GOOD.runs.slice(0, 2), run('bolt2', 'unknown', true)];
    expect(judge({ ...GOOD, runs, effects: ['paint0', 'weld1'] })).toEqual(['stuck: bolt2 (unknown)']);
  });

  it.each(['', '1,2,3', '1,2,3,x', '1,2,3,-4', '1,2,3,4,5'])('is not asked for by "%s"', (text) => {
    expect(() => doseOf(text)).toThrow(/write kills,sleeps,crashes,freezes/);
  });
});
