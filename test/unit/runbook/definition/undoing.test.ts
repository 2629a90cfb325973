import { describe, expect, it } from 'vitest';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, problemsOf, runbookOf } from './folder.ts';

const STEPS = 'steps: [{ shell: { run: [ls] }, effect: idempotent }]';
const action = (id: string, rest: string): string =>
  `  ${id}: { title: ${id}, source: L1, risk: low, ${rest.includes('steps:') ? rest : `${rest === '' ? '' : `${rest}, `}${STEPS}`} }`;
const text = (...actions: readonly string[]): string => demo(actions.join('\n'));
const including = (id: string): string => `steps: [{ include: { action: ${id} } }]`;

function planned(
  runbookText: string,
  id: string,
  mode: Plan['mode'] = 'execute',
  params: Readonly<Record<string, string>> = {},
): Plan {
  const runbook = runbookOf(runbookText);
  const found = runbook.actions[id];
  if (found === undefined) throw new Error('no action');
  return makePlan({
    ...{ runbook, action: found, mode, params, occasion: OCCASION, people: [] },
    environment: 'demo',
    settings: { vars: {}, workdir: '/srv/demo' },
    kinds: stepKinds,
  });
}

const PAUSE = action('pause', 'reduces: risk');

describe('lint of what an action undoes', () => {
  it('takes an action that only reduces risk, also a part of others', () => {
    expect(problemsOf(text(PAUSE, action('resume', 'undoes: [pause]')))).toEqual([]);
    const part = action('pause', 'reduces: risk, internal: true');
    const whole = action('halt', `reduces: risk, ${including('pause')}`);
    expect(problemsOf(text(part, whole, action('resume', 'undoes: [pause]')))).toEqual([]);
  });

  it.each([
    ['an action that there is not', 'undoes: [paus]', "There is no action 'paus'."],
    ['itself', 'undoes: [resume]', "Nothing says that 'resume' only reduces risk"],
    ['what does not only reduce risk', 'undoes: [other]', "Nothing says that 'other' only reduces risk"],
    ['something in an emergency', 'reduces: risk, undoes: [pause]', 'an emergency gives way to nobody'],
  ])('refuses %s', (_what, lines, message) => {
    const problems = problemsOf(text(PAUSE, action('other', ''), action('resume', lines)));
    expect(problems.map((one) => one.message).join('\n')).toContain(message);
  });

  it('takes and refuses the same of what an action gives way to without taking it back', () => {
    expect(problemsOf(text(PAUSE, action('restart', 'givesWayTo: [pause]')))).toEqual([]);
    for (const [lines, message] of [
      ['givesWayTo: [paus]', "There is no action 'paus'."],
      ['givesWayTo: [other]', "Nothing says that 'other' only reduces risk"],
      ['reduces: risk, givesWayTo: [pause]', 'an emergency gives way to nobody'],
      ['undoes: [pause], givesWayTo: [pause]', "undoes 'pause', and so gives way to it already"],
    ] as const) {
      const problems = problemsOf(text(PAUSE, action('other', ''), action('restart', lines)));
      expect(problems.map((one) => one.message).join('\n')).toContain(message);
    }
  });

  it('refuses it of what changes nothing', () => {
    const look = action('resume', 'undoes: [pause]')
      .replace('risk: low', 'risk: read')
      .replace('effect: idempotent', 'effect: pure');
    expect(problemsOf(text(PAUSE, look)).map((one) => one.message)).toContain(
      "'resume' has risk read: it changes nothing.",
    );
  });
});

describe('the plan of what undoes something', () => {
  it('names what it gives way to, with what includes that, and tells people', () => {
    const runbook = text(
      PAUSE,
      action('halt', `reduces: risk, ${including('pause')}`),
      action('resume', 'undoes: [pause]'),
    );
    const plan = planned(runbook, 'resume');
    expect(plan.undoes).toEqual(['demo:halt', 'demo:pause']);
    expect(describePlan(plan, stepKinds)[0]?.lines).toContain(
      'Gives way, where one begins after this was asked for, to: demo:halt, demo:pause',
    );
    expect(planned(runbook, 'halt')).toMatchObject({ undoneBy: ['demo:resume'] });
    expect(planned(runbook, 'pause')).not.toHaveProperty('undoes');
  });

  it('says the same of what includes it', () => {
    const runbook = text(PAUSE, action('resume', 'undoes: [pause]'), action('again', including('resume')));
    expect(planned(runbook, 'again').undoes).toEqual(['demo:pause']);
    expect(planned(runbook, 'pause').undoneBy).toEqual(['demo:again', 'demo:resume']);
  });

  it('knows it of the way back of what only reduces risk, and of no other way back', () => {
    const runbook = text(
      action('pause', 'reduces: risk, revert: { action: resume }'),
      action('show', 'revert: { action: resume }'),
      action('resume', ''),
    );
    expect(planned(runbook, 'resume').undoes).toEqual(['demo:pause']);
    expect(planned(runbook, 'show')).not.toHaveProperty('undoneBy');
  });

  it('keeps an emergency that can take itself back from giving way to others', () => {
    const runbook = text(
      action('pause', 'reduces: risk, revert: { action: resume }, onFailure: [{ revert: true }]'),
      action('halt', `reduces: risk, ${including('pause')}`),
      action('resume', ''),
    );
    expect(planned(runbook, 'pause')).not.toHaveProperty('undoes');
    expect(planned(runbook, 'halt')).not.toHaveProperty('undoes');
  });

  it('leaves out on the way down what takes an emergency back, where that has begun, and nothing else', () => {
    const down = `steps: [{ shell: { run: [ls] }, effect: idempotent }], onFailure: [{ include: { action: resume } }, { include: { action: tidy } }]`;
    const runbook = text(PAUSE, action('resume', 'undoes: [pause]'), action('tidy', ''), action('set', down));
    const conditions = planned(runbook, 'set').steps.map(({ when }) => when);
    expect(conditions).toEqual([null, { overtaken: false }, null]);
  });

  it('leaves out on the way down the steps of what takes it back alone, however deep that is included', () => {
    const down = `${STEPS}, onFailure: [{ include: { action: back } }]`;
    const runbook = text(
      PAUSE,
      action('look', ''),
      action('resume', 'undoes: [pause], steps: [{ include: { action: look } }]'),
      action(
        'back',
        'steps: [{ shell: { run: [mv] }, effect: idempotent }, { include: { action: resume } }]',
      ),
      action('set', down),
    );
    const steps = planned(runbook, 'set').steps.map(({ id, when }) => [id.split('/').length, when]);
    expect(steps).toEqual([
      [1, null],
      [2, null],
      [4, { overtaken: false }],
    ]);
  });

  it('does not take for an emergency what would stop something only where it fails, or for no emergency what would as well', () => {
    const fails = `${STEPS}, onFailure: [{ include: { action: pause } }]`;
    const runbook = text(
      PAUSE,
      action('deploy', fails),
      action('rescue', `reduces: risk, ${fails}`),
      action('close', `${STEPS}, always: [{ include: { action: pause } }]`),
      action('resume', 'undoes: [pause]'),
    );
    expect(planned(runbook, 'resume').undoes).toEqual(['demo:close', 'demo:pause', 'demo:rescue']);
    expect(planned(runbook, 'deploy')).not.toHaveProperty('undoneBy');
    expect(planned(runbook, 'rescue')).toMatchObject({ undoneBy: ['demo:resume'] });
  });

  it('knows by which parameters both name the same thing: what one action has given', () => {
    const job = 'job: { type: identifier, description: Job, from: { action: begin, gives: job } }';
    const ticket = 'ticket: { type: identifier, description: Ticket }';
    const runbook = text(
      action(
        'begin',
        'steps: [{ id: it, shell: { run: [ls], find: { job: "(x)" } }, effect: idempotent }], gives: { job: "{{ steps.it.found.job }}" }',
      ),
      action('pause', `reduces: risk, params: { ${job}, ${ticket} }, revert: { action: resume }`),
      action(
        'halt',
        `reduces: risk, params: { ${job} }, steps: [{ include: { action: pause, with: { job: "{{ params.job }}", ticket: X } } }]`,
      ),
      action('resume', `params: { ${job}, ${ticket} }`),
    );
    const plan = planned(runbook, 'resume', 'execute', { job: 'a', ticket: 'T-1' });
    expect(plan).toMatchObject({
      undoes: ['demo:halt', 'demo:pause'],
      undoesSame: { 'demo:pause': ['job'] },
    });
    expect(describePlan(plan, stepKinds)[0]?.lines).toContain(
      'Gives way, where one begins after this was asked for, to: demo:halt, demo:pause of the same job',
    );
  });

  it('says nothing of it in a rehearsal', () => {
    const dry = 'undoes: [pause], dryRun: [{ shell: { run: [ls] }, effect: pure }]';
    const plan = planned(text(PAUSE, action('resume', dry)), 'resume', 'dry-run');
    expect(plan).not.toHaveProperty('undoes');
  });
});
