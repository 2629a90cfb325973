import { describe, expect, it } from 'vitest';
import { problemsOf } from './folder.ts';

const ACTIONS = `
  look: { title: Look, risk: read, steps: [{ shell: { run: [ls] }, effect: pure }] }
  write: { title: Write, risk: low, unrehearsed: It writes., unchecked: It is seen., steps: [{ shell: { run: [touch, a] }, effect: idempotent }] }
  typed: { title: Typed, risk: read, params: { what: { type: text, description: What } }, steps: [{ shell: { run: [ls, '{{ params.what }}'] }, effect: pure }] }
  stop: { title: Stop, risk: critical, reduces: risk, breakGlass: stop, unrehearsed: It stops., unchecked: It is seen., steps: [{ shell: { run: [touch, b] }, effect: idempotent }], onFailure: [{ shell: { run: [ls] }, effect: pure }] }`;

/** What is wrong with a schedule, without places. */
function said(schedule: string): readonly string[] {
  return problemsOf(
    `runbook: demo\ntitle: Demo\nbreakGlass: { stop: { of: [sre], limit: { count: 5, per: 1h }, review: { of: [lead], quorum: 1, within: 1h }, page: lead } }\nactions: ${ACTIONS}\nschedules: { s: { title: S, ${schedule} } }`,
  ).map(({ message }) => message);
}

describe('a schedule', () => {
  it.each([
    'every: 60s, starts: { action: look }',
    'every: 5s, starts: { watch: A bot looks. }',
    'every: 1h, within: 10m, calls: [sre], starts: { watch: A bot looks. }, seenBy: { action: look }',
    'cron: "0 9 * * *", within: 1h, starts: { watch: A bot looks. }, seenBy: { confirm: Did it? }',
    'afterCompletion: 30d, starts: { reminder: Rotate. }',
    'continuous: true, starts: { watch: A bot looks. }',
  ])('is sound: %s', (schedule) => expect(said(schedule)).toEqual([]));

  it.each([
    ['every: 5s, starts: { action: look }', 'more often than once a minute'],
    [
      'every: 5s, within: 1s, starts: { watch: A. }, seenBy: { action: look }',
      'more often than once a minute',
    ],
    ['every: 1h, starts: { action: typed }', "'typed' needs what, which nobody types here"],
    ['every: 1h, starts: { action: stop }', "'stop' breaks the glass"],
    ['every: 1h, starts: { action: look }, within: 1m, seenBy: { confirm: Did it? }', 'Keyturn knows itself'],
    ['every: 1h, starts: { watch: A. }, seenBy: { action: look }', 'by when it must be seen'],
    ['every: 1h, within: 1m, starts: { watch: A. }, seenBy: { action: write }', 'and a watch only looks'],
    ['every: 1h, within: 1m, starts: { watch: A. }, seenBy: { action: gone }', "There is no action 'gone'"],
    ['every: 1h, within: 1m, starts: { watch: A. }, seenBy: {}', 'seen by exactly one thing'],
    ['every: 1h, within: 1m, starts: { watch: A. }', 'it is never missed'],
    ['every: 1h, calls: [sre], starts: { watch: A. }', 'it is never missed'],
    ['every: 1h, within: 2h, starts: { action: look }', 'due again before it is missed'],
    ['continuous: true, starts: { reminder: Look. }', 'what goes on all the time is never due'],
    ['cron: "0 9 31 2 *", starts: { reminder: Look. }', 'a day that none of its months has'],
    ['cron: "* * * * * *", starts: { reminder: Look. }', 'has 6 of 5 fields'],
    ['cron: "0 9 * * *", timezone: Mars/Olympus, starts: { reminder: Look. }', 'no time zone is called so'],
  ])('is refused: %s', (schedule, why) => {
    expect(said(schedule)).toEqual([expect.stringContaining(why)]);
  });
});
