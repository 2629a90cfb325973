import { afterAll, describe, expect, it } from 'vitest';
import { breakGlassPreview } from '../../../../src/commands/break-glass-preview.ts';
import glassBreak from '../../../../src/commands/buttons/glass-break.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { planDigest } from '../../../../src/runbook/plan/digest.ts';
import { factsOf } from '../../../../src/runbook/plan/occasion.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, problemsOf, registryOf, runbookOf } from '../definition/folder.ts';
import { plan } from './example.ts';

const act = (step: string): string =>
  demo(`  act:
    title: Act
    source: L1
    risk: low
    steps:
      - { ${step} }`);
const shell = (item: string) => `shell: { run: [scripts/backup.sh, "${item}"] }, effect: idempotent`;

function planned(step: string, occasion = OCCASION) {
  const runbook = runbookOf(act(step));
  const { act: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  return plan({}, { runbook, action, occasion });
}

const LATER = { at: new Date('2026-03-02T00:00:00Z'), run: 'run-2', requester: { id: 'ben', name: 'Ben' } };

describe('what is known of the run', () => {
  it('stands in arguments, addresses, bodies, environment, messages and questions', () => {
    const texts = [
      [shell('--out=/b/{{ run.date }}-{{ run.id }}.tar'), '--out=/b/2026-03-01-run-7k2m9q4t.tar'],
      ['http: { get: "https://a.example/{{ run.time }}" }', 'https://a.example/12%3A00%3A00'],
      [
        'http: { post: "https://a.example", json: { at: "{{ run.at }}" } }, effect: unsafe',
        '2026-03-01T12:00:00Z',
      ],
      [
        'shell: { run: [go], env: { BY: "{{ run.requester.id }}" }, stdin: "{{ run.date }}" }, effect: pure',
        '"BY":["ana"]',
      ],
      ['notify: { text: "For {{ run.requester.name }}" }', 'For Ana'],
      ['confirm: { question: "Did {{ run.requester.name }} call?" }', 'Did Ana call?'],
      ['assert: { checks: [{ label: A, value: "{{ run.date }}", equals: "2026-03-01" }] }', '2026-03-01'],
    ] as const;
    for (const [step, filled] of texts)
      expect(JSON.stringify(planned(step).steps[0]?.spec)).toContain(filled);
  });

  it('is in the plan as far as its texts speak of it, and so in the digest and in sight', () => {
    const made = planned(shell('{{ run.requester.name }}/{{ run.date }}'));
    expect(made.run).toEqual({ date: '2026-03-01', 'requester.name': 'Ana' });
    expect(planDigest(planned(shell('{{ run.date }}'), LATER))).not.toBe(
      planDigest(planned(shell('{{ run.date }}'))),
    );
    const text = JSON.stringify(describePlan(made, stepKinds));
    expect(text).toContain('run.date = 2026-03-01');
    expect(text).toContain('run.requester.name = Ana');
  });

  it('changes nothing about a plan that does not speak of it', () => {
    const made = planned(shell('now'));
    expect(made).not.toHaveProperty('run');
    expect(planDigest(planned(shell('now'), LATER))).toBe(planDigest(made));
  });

  it('is UTC to the second, whatever the moment', () => {
    expect(factsOf({ ...OCCASION, at: new Date('2026-12-31T23:59:59.999Z') })).toMatchObject({
      date: '2026-12-31',
      time: '23:59:59',
      at: '2026-12-31T23:59:59Z',
    });
  });

  it.each([
    ['shell: { run: ["scripts/{{ run.date }}.sh"] }, effect: pure', 'stands in the path of a program'],
    ['shell: { run: [bash, -c, "echo {{ run.requester.name }}"] }, effect: pure', 'runs as a program'],
    ['http: { get: "https://{{ run.requester.id }}.example/" }', 'stands in the name of a server'],
    ['shell: { run: [go], env: { PATH: "/{{ run.id }}" } }, effect: pure', 'says what programs run or load'],
    [shell('{{ run.day }}'), "Of a run there is no 'day'."],
    [shell('{{ run.requester }}'), "Of a run there is no 'requester'."],
  ])('is refused where a parameter is, and where there is no such thing: %s', (step, message) => {
    expect(problemsOf(act(step))).toMatchObject([
      { file: 'demo/a.yaml', line: 11, message: expect.stringContaining(message) as string },
    ]);
  });
});

const registry = registryOf(
  demo(
    `  act: { title: Act, source: L1, risk: low, steps: [{ notify: { text: "{{ run.id }} at {{ run.at }} for {{ run.requester.name }}" } }] }
  stop:
    title: Stop
    source: L1
    risk: high
    reduces: risk
    breakGlass: first
    steps: [{ notify: { text: "{{ run.id }} at {{ run.at }}" } }]`,
    'breakGlass: { first: { of: [sre], limit: { count: 3, per: 24h }, review: { of: [sre], quorum: 1, within: 30m }, page: sre } }',
  ),
);
const people = [{ id: 'ana', name: 'Ana Nowak', accounts: [], roles: ['sre'] }];
const settings = { vars: {}, workdir: '/tmp' };
const rig = await openExecution(undefined, openTestDatabase, { registry, settings, people });
afterAll(() => rig.close());
const asked = { action: 'demo:act', params: {}, requester: 'ana', place: null };

describe('a run that is called so in its own texts', () => {
  it('has that id, and the name that the settings give', async () => {
    const proposed = await rig.service.propose(asked);
    if (proposed.kind !== 'running') throw new Error(proposed.kind);
    const { plan: made, queuedAt } = await rig.view(proposed.runId);
    expect(made.run).toMatchObject({ id: proposed.runId, 'requester.name': 'Ana Nowak' });
    expect(made.run?.at?.slice(0, 16)).toBe(queuedAt.toISOString().slice(0, 16));
  });

  it('says under broken glass what was shown before, however long somebody read, and only once', async () => {
    const glass = { ...asked, action: 'demo:stop', reason: 'it burns', confirmation: 'stop' };
    const shown = await rig.service.preview(glass);
    rig.clock.advance(3_600_000);
    const seen = planDigest(shown);
    await expect(rig.service.propose({ ...glass, seen })).rejects.toThrow(
      'would not run any more as it was shown',
    );
    const facts = shown.run ?? {};
    const proposed = await rig.service.propose({ ...glass, seen, facts });
    expect(proposed).toEqual({ kind: 'running', runId: shown.run?.id });
    await expect(rig.service.propose({ ...glass, seen, facts })).rejects.toMatchObject({
      refusal: { code: 'run.started-before', next: expect.stringContaining(shown.run?.id ?? '?') as string },
    });
  });

  it('is what the button of the shown plan brings back', async () => {
    const shown = await rig.service.preview({ ...asked, action: 'demo:stop', params: {} });
    const view = { ref: 'demo:stop' } as never;
    const given = { action: 'demo:stop', params: {}, mode: 'execute', share: false } as const;
    const reply = breakGlassPreview(view, given, shown, (made) => describePlan(made, stepKinds), {
      lines: [],
      ways: [],
    });
    if (reply.type !== 'card') throw new Error(reply.type);
    const [button] = reply.card.controls;
    if (button?.type !== 'button') throw new Error('no button');
    expect(glassBreak.data.parse(button.intent.data)).toMatchObject({
      facts: shown.run,
      seen: planDigest(shown),
    });
  });
});
