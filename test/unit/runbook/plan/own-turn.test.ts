import { describe, expect, it } from 'vitest';
import { asSeen, seenOf } from '../../../../src/runbook/plan/as-seen.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { planDigest } from '../../../../src/runbook/plan/digest.ts';
import { asUnready } from '../../../../src/runbook/plan/own-turn.ts';
import type { Plan, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, runbookOf } from '../definition/folder.ts';
import { plan } from './example.ts';

const GLASS =
  'breakGlass: { of: [sre], limit: { count: 9, per: 1d }, review: { of: [sre], quorum: 1, within: 1h }, page: sre }';
const LEFT_OUT = 'vars: { bot: { description: Where the bot is }, far: { description: Another place } }';
const ACTIONS = `  stop:
    title: Stop it
    source: L1
    risk: critical
    reduces: risk
    ${GLASS}
    params: { why: { type: text, description: Why, required: false } }
    steps:
      - { id: stop, title: Stop it, service: { stop: bot } }
      - { id: tell, title: Tell the bot, http: { post: "{{ vars.bot }}/stop" }, effect: idempotent }
      - { id: far, title: Stop what is far, include: { action: part, with: { place: "{{ vars.far }}" } } }
    onFailure:
      - { id: again, title: Stop it all the same, service: { stop: bot } }
  part:
    title: A part
    source: L2
    internal: true
    risk: critical
    reduces: risk
    params: { place: { type: text, description: Where } }
    steps: [{ id: halt, title: Halt it, shell: { run: [halt, "--", "{{ params.place }}"] }, effect: idempotent }]
  start:
    title: Start it
    source: L3
    risk: high
    approval: one-sre
    steps: [{ id: tell, http: { post: "{{ vars.bot }}/start" }, effect: idempotent }]
`;

function planned(id: string, vars: Readonly<Record<string, string>> = {}): Plan {
  const runbook = runbookOf(demo(ACTIONS, LEFT_OUT));
  const action = runbook.actions[id];
  if (action === undefined) throw new Error(`no action ${id}`);
  return plan({}, { runbook, action, settings: { vars, workdir: '/srv/demo' } });
}

const lacking = ({ steps }: Plan) => steps.flatMap(({ id, unready }) => (unready === undefined ? [] : [id]));
const stepOf = ({ steps }: Plan, id: string): PlannedStep => {
  const step = steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
};

describe('the plan of an emergency', () => {
  it('is made without a variable that two of its steps need: they lack it, and say so', () => {
    const made = planned('stop');
    expect(made.steps.map(({ id }) => id)).toEqual(['stop', 'tell', 'far/halt', 'again']);
    expect(lacking(made)).toEqual(['tell', 'far/halt']);
    expect(stepOf(made, 'tell')).toMatchObject({
      title: 'Tell the bot',
      spec: null,
      attempts: 1,
      unready: { why: "The variable 'bot' has no value.", next: expect.stringContaining('keyturn.yaml') },
    });
    expect(stepOf(made, 'stop').spec).toMatchObject({ does: 'stop', service: 'bot.service' });
  });

  it('says what each of them lacks where it says what the step does', () => {
    const [, , tell] = describePlan(planned('stop'), stepKinds);
    expect(tell?.brief).toEqual(["This step will fail at its turn: The variable 'bot' has no value."]);
    expect(tell?.lines[0]).toBe(tell?.brief?.[0]);
  });

  it('is refused where it is none', () => {
    expect(() => planned('start')).toThrow("The variable 'bot' has no value.");
    expect(planned('start', { bot: 'https://bot.example' })).not.toHaveProperty('asked');
  });

  it('is known by what was asked for, whatever stands on the host', () => {
    const made = planned('stop');
    expect(planned('stop').asked).toBe(made.asked);
    expect(planned('stop', { bot: 'https://bot.example' }).asked).not.toBe(made.asked);
  });
});

describe('what was shown of an emergency', () => {
  const all = { bot: 'https://bot.example', far: 'there' };
  const FILE = { path: '/srv/demo/halt', sha256: 'a'.repeat(64) };
  const bound = (made: Plan, sha256: string, id = 'far/halt'): Plan => ({
    ...made,
    steps: made.steps.map((step) => (step.id === id ? { ...step, files: [{ ...FILE, sha256 }] } : step)),
  });
  const shown = () => bound(planned('stop', all), 'a'.repeat(64));

  it('is what runs where nothing has changed', () => {
    const before = shown();
    expect(asSeen(before, seenOf(before))).toBe(before);
  });

  it('is what runs, but for the one step of which a file holds something else now: that one fails', () => {
    const before = shown();
    const now = asSeen(bound(before, 'b'.repeat(64)), seenOf(before));
    expect(lacking(now)).toEqual(['far/halt']);
    expect(stepOf(now, 'far/halt').unready?.why).toContain('one of /srv/demo/halt was changed');
    expect(stepOf(now, 'stop')).toEqual(stepOf(before, 'stop'));
    // Whoever claims it, and looks at it at every turn, compares this one.
    expect(planDigest(now)).not.toBe(planDigest(before));
  });

  it('is not more than that: a step that was shown as one that fails does not run because its file is back', () => {
    const before = shown();
    const lost = {
      ...before,
      steps: before.steps.map((step) =>
        step.id === 'far/halt' ? asUnready(step, { why: 'It is gone.', next: 'Look.' }) : step,
      ),
    };
    expect(lacking(asSeen(before, seenOf(lost)))).toEqual(['far/halt']);
  });

  it('is the same where only the runbook keeps another content than it did', () => {
    const before = shown();
    const loaded = bound({ ...before, definition: 'c'.repeat(64) }, 'b'.repeat(64));
    expect(lacking(asSeen(loaded, seenOf(before)))).toEqual(['far/halt']);
  });

  it('is refused where another thing would be asked for', () => {
    const other = bound(planned('stop', { ...all, bot: 'https://other.example' }), 'a'.repeat(64));
    expect(() => asSeen(other, seenOf(shown()))).toThrow('would not run any more as it was shown');
  });

  it('is refused as a whole where it is no emergency', () => {
    const start = planned('start', all);
    const other = { ...start, steps: [] };
    expect(() => asSeen(other, seenOf(start))).toThrow('would not run any more as it was shown');
  });
});
