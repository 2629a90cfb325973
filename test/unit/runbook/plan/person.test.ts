import { afterAll, describe, expect, it } from 'vitest';
import { bindCatalogue } from '../../../../src/bot/bind/catalogue.ts';
import { renderModal as renderDiscord } from '../../../../src/bot/platforms/discord/render/modal.ts';
import { renderModal as renderSlack } from '../../../../src/bot/platforms/slack/render/modal.ts';
import { paramFields } from '../../../../src/commands/plan-lines.ts';
import { proposalForm } from '../../../../src/commands/proposal-form.ts';
import { shortcutCommands } from '../../../../src/commands/shortcuts.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { planDigest } from '../../../../src/runbook/plan/digest.ts';
import { findPerson, type PlanPerson } from '../../../../src/runbook/plan/person.ts';
import { refuseAnswerer } from '../../../../src/runbook/run/answer.ts';
import { mandateOf, refuseOpinion } from '../../../../src/runbook/run/decision.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf, runbookOf } from '../definition/folder.ts';
import { plan } from './example.ts';

const at = (platform: 'discord' | 'slack', workspace: string, id: string) => ({ platform, workspace, id });
const PEOPLE: readonly PlanPerson[] = [
  { id: 'ana', name: 'Ana Nowak', accounts: [at('discord', 'g1', '100')], roles: ['sre'] },
  {
    id: 'ben',
    name: 'Ben Okafor',
    accounts: [at('discord', 'g1', '200'), at('slack', 'T1', 'U1'), at('slack', 'T2', 'U2')],
    roles: ['sre', 'finance'],
  },
  { id: 'chen', name: 'Sam', accounts: [], roles: [] },
  { id: 'sam2', name: 'Sam', accounts: [], roles: [] },
];

const act = (param: string, step: string, rest = 'risk: high, approval: one-sre'): string =>
  demo(
    `  act: { title: Act, source: L1, ${rest}, shortcut: act, params: { owner: { type: person, description: Whose, ${param} } }, steps: [{ ${step} }] }`,
  );
const shell = (item: string) => `shell: { run: [go, "${item}"] }, effect: idempotent`;

function planned(step: string, owner = 'ben', param = 'required: true') {
  const runbook = runbookOf(act(param, step));
  const { act: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  return plan(owner === '' ? {} : { owner }, { runbook, action, people: PEOPLE });
}
const argv = (item: string, owner?: string) =>
  (planned(shell(item), owner).steps[0]?.spec as { readonly argv?: readonly string[] } | undefined)
    ?.argv?.[1];

describe('a person whom somebody names', () => {
  it.each([
    ['ben', { value: 'ben' }],
    ['Ben Okafor', { value: 'ben' }],
    ['ana nowak', { value: 'ana' }],
    [
      'Sam',
      {
        why: 'is what several people are called',
        next: 'Write the id of the one who is meant: chen or sam2.',
      },
    ],
    ['bem', { why: 'is nobody in the settings', next: "Did you mean 'ben'?" }],
  ])('is found by id or by name: %s', (called, found) => {
    expect(findPerson(PEOPLE, called)).toEqual(found);
  });

  it('is in the plan by their id, and in words by their name', () => {
    const made = planned(shell('x'), 'ben okafor');
    expect(made).toMatchObject({ params: { owner: 'ben' }, people: { owner: 'Ben Okafor' } });
    expect(paramFields(made)).toEqual([{ label: 'owner', value: 'Ben Okafor (ben)' }]);
    expect(JSON.stringify(describePlan(made, stepKinds))).toContain('owner = Ben Okafor (ben)');
    expect(planDigest(made)).not.toBe(planDigest(planned(shell('x'), 'ana')));
  });

  it('gives texts their name, their roles and their account on a platform', () => {
    expect(argv('--to={{ params.owner }}')).toBe('--to=ben');
    expect(argv('--to={{ params.owner.id }}')).toBe('--to=ben');
    expect(argv('--to={{ params.owner.name }}')).toBe('--to=Ben Okafor');
    expect(argv('--roles={{ params.owner.roles }}')).toBe('--roles=sre,finance');
    expect(argv('--account={{ params.owner.discord }}')).toBe('--account=200');
  });

  it.each([
    ['{{ params.owner.slack }}', 'ben', 'Ben Okafor has 2 accounts on slack'],
    ['{{ params.owner.slack }}', 'ana', 'Ana Nowak has no account on slack in the settings.'],
  ])('is refused for %s where it is not known which account is meant: %s', (item, owner, why) => {
    expect(() => planned(shell(item), owner)).toThrow(why);
  });

  it('leaves an item out where nobody is named', () => {
    const made = planned(shell('--to={{ params.owner.name }}'), '', 'required: false');
    expect(made.steps[0]?.spec).toMatchObject({ argv: ['go'] });
    expect(made).not.toHaveProperty('people');
  });
});

describe('lint of a person', () => {
  it.each(['{{ params.owner }}', '{{ params.owner.name }}', '--a={{ params.owner.slack }}'])(
    'takes %s',
    (item) => {
      expect(problemsOf(act('beneficiary: true', shell(item)))).toEqual([]);
    },
  );

  it.each([
    [act('required: true', shell('{{ params.owner.mail }}')), "Of a person there is no 'mail'."],
    [act('min: 3', shell('x')), 'min does not apply to type person'],
    [
      act('required: true', 'shell: { run: ["{{ params.owner.name }}"] }, effect: pure'),
      'the path of a program',
    ],
    [
      act('beneficiary: true', shell('x'), 'risk: low'),
      "Nobody approves 'act', so there is nothing that owner could be kept from.",
    ],
    [
      act('required: true', shell('x')).replace('type: person', 'type: text, beneficiary: true'),
      'a value of type text benefits from nothing',
    ],
  ])('refuses what nobody is or has', (text, message) => {
    expect(problemsOf(text)).toMatchObject([
      { line: 6, message: expect.stringContaining(message) as string },
    ]);
  });
});

describe('a person in a form', () => {
  const catalogue = bindCatalogue(
    registryOf(act('beneficiary: true', shell('x'))),
    stepKinds,
    () => ({}),
    () => PEOPLE,
  );
  const action = catalogue.find('demo:act');
  if (action === undefined) throw new Error('no action');
  const asked = { action: 'demo:act', params: {}, mode: 'execute', share: false } as const;

  it('is chosen from those who are in the settings, on each platform', () => {
    const problems = catalogue.check('demo:act', {}, new Date(0));
    const reply = proposalForm(action, asked, problems, false, undefined, {
      people: catalogue.people(),
      lists: {},
    });
    if (reply?.type !== 'form') throw new Error('no form');
    const form = { ...reply.form, nonce: 'n' };
    expect(form.fields[0]).toMatchObject({
      type: 'choice',
      choices: [
        { value: 'ana', label: 'Ana Nowak (ana)' },
        { value: 'ben', label: 'Ben Okafor (ben)' },
        { value: 'chen', label: 'Sam (chen)' },
        { value: 'sam2', label: 'Sam (sam2)' },
      ],
    });
    for (const shown of [renderDiscord(form), renderSlack({ ...form, metadata: '' })])
      expect(JSON.stringify(shown)).toContain('Ben Okafor (ben)');
  });

  it('is told at its field whom somebody may have meant', () => {
    expect(catalogue.check('demo:act', { owner: 'bem' }, new Date(0)).owner).toContain("Did you mean 'ben'?");
    expect(catalogue.check('demo:act', { owner: 'Ben Okafor' }, new Date(0))).toEqual({});
  });

  it('is completed while somebody types, for people of the settings alone', async () => {
    const [command] = shortcutCommands([action]);
    const option = command?.options.find(({ name }) => name === 'owner');
    const complete = (text: string, principal: object | undefined) =>
      option?.complete?.(text, { services: { catalogue }, principal, options: {} } as never);
    expect(await complete('oka', { id: 'ana' })).toEqual([{ value: 'ben', label: 'Ben Okafor (ben)' }]);
    expect(await complete('sam', { id: 'ana' })).toHaveLength(2);
    expect(await complete('', undefined)).toEqual([]);
  });
});

const registry = registryOf(
  act('beneficiary: true', 'id: sure, confirm: { question: Seen?, notRequester: true }'),
);
const rig = await openExecution(undefined, openTestDatabase, {
  registry,
  settings: { vars: {}, workdir: '/tmp' },
  people: PEOPLE,
});
rig.people.put('chen', 'sre');
afterAll(() => rig.close());
const proposed = await rig.service.propose({
  action: 'demo:act',
  params: { owner: 'Ben Okafor' },
  requester: 'ana',
  place: null,
});
if (proposed.kind !== 'pending') throw new Error(proposed.kind);
const { requestId } = proposed;

describe('a person who benefits', () => {
  it('5.21 is kept from approving by the plan itself, and from answering what a second person must', async () => {
    const view = await rig.db.read((reader) => rig.approvals.get(reader, requestId));
    if (view === undefined) throw new Error(requestId);
    expect(view.beneficiaries.map(({ id }) => id)).toEqual(['ben']);
    await expect(rig.approve(requestId, 'ben')).rejects.toMatchObject({
      refusal: { code: 'approval.beneficiary' },
    });
    const { plan: made } = view.document as unknown as { plan: Parameters<typeof mandateOf>[0] };
    const text = JSON.stringify(describePlan(made, stepKinds));
    expect(text).toContain('Benefits: Ben Okafor, who can neither approve nor review it');
    const standing = {
      principal: 'ben',
      human: true,
      active: true,
      roles: [{ role: 'sre', since: new Date(0) }],
    };
    const prompt = { text: 'Q', choices: [], fields: [], of: ['sre'], notRequester: true };
    const now = new Date(1);
    expect(refuseAnswerer(prompt, standing, { requester: 'ana', plan: made }, now)?.code).toBe(
      'run.beneficiary',
    );
    const other = { ...standing, principal: 'chen' };
    expect(refuseAnswerer(prompt, other, { requester: 'ana', plan: made }, now)).toBeUndefined();
    const approved = { mode: 'quorum', openedAt: now, notAfter: new Date(2) } as const;
    const mandate = mandateOf(made, 'ana', approved);
    if (mandate === undefined) throw new Error('no mandate');
    expect(refuseOpinion(mandate, standing, 'done', now)?.code).toBe('run.beneficiary');
    expect(refuseOpinion(mandate, other, 'done', now)).toBeUndefined();
  });
});
