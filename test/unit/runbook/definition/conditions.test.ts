import { describe, expect, it } from 'vitest';
import { cronProblem } from '../../../../src/runbook/definition/construct/cron.ts';
import { problemsOf } from './folder.ts';

/** What is wrong with a part of a runbook, without places. */
function said(part: string): readonly string[] {
  const look =
    'look: { title: Look, risk: read, steps: [{ shell: { run: [ls], exits: { "3": stale } }, effect: pure }] }';
  return problemsOf(`runbook: demo\ntitle: Demo\nactions: { ${look} }\n${part}`).map(
    ({ message }) => message,
  );
}

describe('cron', () => {
  it.each([
    '0 9 * * *',
    '*/5 0-6,22 1,15 1-6 1-5',
    '0 10 * * 0#1',
    '30 2/4 * * 7',
    '0 0 31 * *',
    '0 0 29 2 *',
    '0 0 31 2 1',
  ])('takes %s', (text) => expect(cronProblem(text)).toBeUndefined());

  it.each([
    ['0 9 * *', 'has 4 of 5 fields'],
    ['60 9 * * *', 'has "60" as its minute, from 0 to 59'],
    ['0 9 0 * *', 'has "0" as its day of the month, from 1 to 31'],
    ['0 9 * 13 *', 'has "13" as its month, from 1 to 12'],
    ['0 9 * * 8', 'has "8" as its day of the week, from 0 to 7'],
    ['0 9 * * 0#6', 'has "0#6" as its day of the week'],
    ['0 9-6 * * *', 'has "9-6" as its hour'],
    ['*/0 9 * * *', 'has "*/0" as its minute'],
    ['*/90 * * * *', 'which begins anew before 90 have passed'],
    ['0 */24 * * *', 'which begins anew before 24 have passed'],
    ['0 9 * * mon', 'has "mon" as its day of the week'],
    ['0 0 30 2 *', 'is a day that none of its months has'],
    ['0 0 31 4,6 *', 'is a day that none of its months has'],
  ])('refuses %s', (text, why) => expect(cronProblem(text)).toContain(why));

  it('is refused in a schedule, with its zone', () => {
    const schedule = (time: string) => `schedules: { s: { title: S, ${time}, starts: { reminder: Look } } }`;
    expect(said(schedule('cron: "0 9 * * *", timezone: Europe/Berlin'))).toEqual([]);
    expect(said(schedule('cron: daily at nine'))).toEqual([
      expect.stringContaining('"daily at nine" has 3 of 5 fields'),
    ]);
    expect(said(schedule('cron: "0 9 * * *", timezone: Mars'))).toEqual([
      expect.stringContaining('no time zone is called so'),
    ]);
  });
});

describe('what an engine decides by', () => {
  it('is a time of day for a limit', () => {
    expect(said('limits: { l: { title: L, resets: 00:00 UTC } }')).toEqual([]);
    for (const wrong of ['midnight', '"24:00 UTC"', '00:00 Mars', '"00:00"'])
      expect(said(`limits: { l: { title: L, resets: ${wrong} } }`)).toEqual([
        expect.stringContaining('no time of a day with its zone'),
      ]);
  });

  it('is a way into a result for a metric', () => {
    const metric = (path: string) => `metrics: { m: { title: M, from: { action: look, path: '${path}' } } }`;
    expect(said(metric('$.tvl'))).toEqual([]);
    expect(said(metric('tvl'))).toEqual([expect.stringContaining("'tvl'")]);
    expect(said(metric('$.tvl['))).toEqual([expect.stringContaining("'$.tvl['")]);
  });

  it('is a schedule for an alert that nothing is heard of', () => {
    const alert = (silent: string) => `severities: { p0: { title: P0, rank: 0, criteria: [Bad] } }
schedules: { bot: { title: B, every: 60s, starts: { watch: The bot looks. } } }
alerts: { a: { title: A, severity: p0, when: { silent: ${silent}, for: 3m } } }`;
    expect(said(alert('bot'))).toEqual([]);
    expect(said(alert('bots'))).toEqual(["There is no schedule 'bots'."]);
  });

  it('is a check that its action makes for an item of a checklist', () => {
    const list = (item: string) => `checklists: { c: { title: C, items: [{ id: i, title: I, ${item} }] } }`;
    const without = "No check of its action is called 'Age'.";
    expect(said(list('action: look'))).toEqual([]);
    expect(said(list('action: look, check: Age'))).toEqual([without]);
    expect(said(list('confirm: Yes?, check: Age'))).toEqual([without]);
    const judge =
      'actions: { judge: { title: J, risk: read, steps: [{ id: s, shell: { run: [date] }, effect: pure }, { assert: { checks: [{ label: Age, value: "{{ steps.s.exit }}", max: 3 }] } }] } }';
    expect(problemsOf(`runbook: demo\ntitle: Demo\n${judge}\n${list('action: judge, check: Age')}`)).toEqual(
      [],
    );
  });

  it('compares exact numbers in ranges, as conditions of steps do', () => {
    const band = (range: string) =>
      `metrics: { m: { title: M } }\nmonitors: { w: { title: W, metric: m, bands: { warning: { when: [${range}] } } } }`;
    expect(said(band('{ above: 1.10, max: 9007199254740993 }'))).toEqual([]);
    expect(said(band('{ min: 9007199254740993, max: 9007199254740992 }'))).toEqual([
      expect.stringContaining('the lower limit is above the upper one'),
    ]);
  });

  it('is one of a few words for an item that is due more seldom', () => {
    const item = (due: string) =>
      `checklists: { c: { title: C, items: [{ id: i, title: I, confirm: Yes?, due: ${due} }] } }`;
    expect(said(item('quarterly'))).toEqual([]);
    expect(said(item('quaterly'))).toEqual([expect.stringContaining('quaterly')]);
  });

  it.each([
    ['{ step: look, is: failed }', []],
    ['{ step: look, is: stale }', []],
    ['{ asked: Is it bad?, of: [sre] }', []],
    ['{ step: look, is: fresh }', ["Step 'look' never ends as 'fresh'."]],
    ['{ step: lok, is: failed }', ["No earlier step is called 'lok'."]],
    ['{ step: mend, is: failed }', ["No earlier step is called 'mend'."]],
    ['{ step: look }', [expect.stringContaining('a condition is either')]],
    ['{ step: look, is: failed, asked: Is it bad? }', [expect.stringContaining('a condition is either')]],
  ])('is how an earlier step ended, or an answer, for a step of a procedure: %s', (condition, problems) => {
    const steps = `[{ id: look, title: Look, action: look }, { id: mend, title: Mend, manual: Mend it, onlyIf: ${condition} }]`;
    expect(said(`procedures: { p: { title: P, purpose: operation, steps: ${steps} } }`)).toEqual(problems);
  });

  it('is a severity for a level of an escalation', () => {
    const chain = (only: string) => `contacts: { a: { title: A } }
severities: { p0: { title: P0, rank: 0, criteria: [Bad] } }
escalations: { e: { title: E, levels: [{ level: L1, contact: a, only: ${only} }] } }`;
    expect(said(chain('{ severity: [p0], asked: true }'))).toEqual([]);
    expect(said(chain('{ severity: [p1] }'))).toEqual(["There is no severity 'p1'."]);
    expect(said(chain('{}'))).toEqual([expect.stringContaining('a condition without anything to compare')]);
  });
});
