import { describe, expect, it } from 'vitest';
import { CONFIRMATION, proposalForm, REASON } from '../../../src/commands/proposal-form.ts';
import { actionView, paramView } from './support.ts';

const asked = { action: 'twist:circuit-breaker/reset', params: {}, mode: 'execute', share: false } as const;

describe('the form of a proposal', () => {
  it('does not open when nothing is missing', () => {
    expect(proposalForm(actionView(), asked, {}, false)).toBeUndefined();
  });

  it('opens when there is more to give than a command of any platform takes, and is taken once it was shown', () => {
    const many = (count: number) =>
      actionView({
        params: Array.from({ length: count }, (_, n) => paramView(`p${n}`, { required: false })),
      });
    expect(proposalForm(many(23), asked, {}, false)).toBeUndefined();
    const reply = proposalForm(many(24), { ...asked, params: { p1: 'typed' } }, {}, false);
    if (reply?.type !== 'form') throw new Error('it is a form');
    expect(reply.form.fields).toHaveLength(24);
    expect(reply.form.fields[1]).toMatchObject({ name: 'p1', value: 'typed' });
    expect(proposalForm(many(24), asked, {}, true)).toBeUndefined();
    // What was shown before the glass is broken was made from the form.
    expect(proposalForm(many(24), { ...asked, seen: '0'.repeat(64) }, {}, false)).toBeUndefined();
  });

  it('shows errors at the fields of wrong values, and none at what nobody filled in yet', () => {
    const action = actionView({ params: [paramView('address'), paramView('amount', { type: 'integer' })] });
    const problems = { address: 'address is missing.', amount: 'amount: "x" is not a whole number.' };
    const reply = proposalForm(action, { ...asked, params: { amount: 'x' } }, problems, false);
    expect(reply).toMatchObject({
      type: 'form',
      form: {
        fields: [
          { name: 'address', type: 'text', required: true },
          { name: 'amount', type: 'number', value: 'x', error: problems.amount },
        ],
      },
    });
    expect(JSON.stringify(reply)).not.toContain('is missing');
    expect(JSON.stringify(proposalForm(action, asked, problems, true))).toContain('is missing');
  });

  it('asks for the reason and the typed confirmation, except for a rehearsal', () => {
    const action = actionView({ needs: { reason: true, confirmation: true, breakGlass: false } });
    const reply = proposalForm(action, asked, {}, false);
    expect(reply).toMatchObject({ form: { fields: [{ name: REASON }, { name: CONFIRMATION }] } });
    const typed = { ...asked, reason: 'because', confirmation: 'circuit-breaker/reset' };
    expect(proposalForm(action, typed, {}, true)).toBeUndefined();
    expect(proposalForm(action, { ...asked, mode: 'dry-run' }, {}, false)).toBeUndefined();
  });

  it('says what must hold and who must agree before it is filled in', () => {
    const conditions = ['Needs a success of twist:health/system within 15 min.', '2 of sre must approve.'];
    const missing = { target: 'target is missing.' };
    const action = actionView({ conditions, params: [paramView('target')] });
    const intro = (reply: ReturnType<typeof proposalForm>) =>
      reply?.type === 'form' ? reply.form.intro : '';
    expect(
      intro(proposalForm(action, asked, missing, false))
        ?.split('\n')
        .slice(-2),
    ).toEqual(conditions);
    const glass = { ...action, needs: { reason: true, confirmation: true, breakGlass: true } };
    expect(intro(proposalForm(glass, asked, missing, false))).toContain(conditions[0]);
    expect(intro(proposalForm(action, { ...asked, mode: 'dry-run' }, missing, false))).not.toContain(
      'approve',
    );
  });

  it('names a parameter that does not exist, and forgets it', () => {
    const reply = proposalForm(
      actionView(),
      { ...asked, params: { tagret: 'x' } },
      { tagret: 'No such.' },
      true,
    );
    expect(reply).toMatchObject({
      form: { intro: expect.stringContaining('No such.') },
      intent: { data: { fields: [] } },
    });
  });
});
