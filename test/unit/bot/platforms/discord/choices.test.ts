import { describe, expect, it } from 'vitest';
import { runCard } from '../../../../../src/bot/cards/run-card.ts';
import { renderControls } from '../../../../../src/bot/platforms/discord/render/controls.ts';
import { customIdOf, readCustomId } from '../../../../../src/bot/platforms/discord/render/custom-id.ts';
import { renderModal as discordModal } from '../../../../../src/bot/platforms/discord/render/modal.ts';
import { renderControls as renderOnSlack } from '../../../../../src/bot/platforms/slack/render/controls.ts';
import { renderModal as slackModal } from '../../../../../src/bot/platforms/slack/render/modal.ts';
import { answerForm } from '../../../../../src/commands/answer-form.ts';
import { NO_OUTPUT } from '../../../../../src/runbook/engine/output/store.ts';
import { checkAnswer } from '../../../../../src/runbook/run/answer.ts';
import { newStepRun, type StepRun } from '../../../../../src/runbook/run/step-run.ts';
import type { RunView } from '../../../../../src/runbook/service.ts';
import { KNOWN } from '../../../../support/known.ts';
import { fakeStep, planWith } from '../../../../support/planned.ts';

const select = (count: number) =>
  ({
    type: 'select',
    nonce: 'n1',
    label: 'Choose an answer',
    options: Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: `Way ${at}` })),
  }) as const;

/** Everything that can be chosen in what a platform gets. */
function optionsIn(rendered: unknown): readonly { value: string; label: string }[] {
  const found: { value: string; label: string }[] = [];
  JSON.stringify(rendered, (_key, one: unknown) => {
    const { value, label, text } = (one ?? {}) as Record<string, unknown>;
    const said = typeof label === 'string' ? label : (text as { text?: unknown } | undefined)?.text;
    if (typeof value === 'string' && typeof said === 'string') found.push({ value, label: said });
    return one;
  });
  return found;
}

describe('a choice with many ways', () => {
  it('stands in several menus on Discord, each with an id of its own that leads to the same control', () => {
    const { rows, missing } = renderControls([select(60)]);
    expect(missing).toEqual([]);
    const menus = rows.flatMap(({ components }) => components) as {
      custom_id: string;
      options: { value: string }[];
    }[];
    expect(menus.map(({ options }) => options.length)).toEqual([25, 25, 10]);
    expect(new Set(menus.map(({ custom_id }) => custom_id)).size).toBe(3);
    expect(menus.map(({ custom_id }) => readCustomId(custom_id).nonce)).toEqual(['n1', 'n1', 'n1']);
  });

  it('says so where Discord has no row left for its menus', () => {
    const { rows, missing } = renderControls([select(200)]);
    expect(rows).toHaveLength(5);
    expect(missing).toHaveLength(3);
  });

  it('says which way could not come back, and offers the others', () => {
    const long = { value: 'v'.repeat(101), label: 'Too long a word' };
    const { rows, missing } = renderControls([{ ...select(2), options: [...select(2).options, long] }]);
    expect(missing).toEqual(['Too long a word']);
    expect(JSON.stringify(rows)).toContain('Way 1');
  });

  const ALIKE = ['a', 'b'].map((end) => `${'Drain the pool of the north '.repeat(6)}${end}`);
  const SAME = [...ALIKE.map((label) => `${label}${' and then wait'.repeat(9)}`), 'Stop'];
  it.each([
    ['that begin alike', ALIKE],
    ['that begin and end alike', SAME],
  ])('tells ways apart %s, on both platforms, in menus and forms', (_how, labels) => {
    const choices = labels.map((label, n) => ({ value: `v${n}`, label }));
    const menu = { type: 'select', nonce: 'n1', label: 'Which', options: choices } as const;
    const field = { name: 'way', label: 'Way', type: 'choice', required: true, choices } as const;
    const form = { nonce: 'f', title: 'T', submit: 'S', fields: [field] };
    const shown = [
      renderControls([menu]).rows,
      renderOnSlack([menu]),
      discordModal(form).components,
      slackModal({ ...form, metadata: '' }).blocks,
    ].map((rendered) => optionsIn(rendered));
    for (const options of shown) {
      expect(options.map(({ value }) => value)).toEqual(choices.map(({ value }) => value));
      expect(new Set(options.map(({ label }) => label)).size).toBe(labels.length);
      for (const { label } of options) expect(label.length).toBeLessThanOrEqual(100);
    }
  });

  it('that no platform has menus for is asked for by a form, and a mistyped one is told the nearest', () => {
    const choices = Array.from({ length: 101 }, (_, n) => ({ id: `pool-${n}`, label: `Pool ${n}` }));
    const prompt = { text: 'Which?', choices, fields: [], of: [], notRequester: false };
    const asking = { ...newStepRun(0), state: 'asking', prompt } as StepRun;
    const run = {
      ...{ id: 'run-1', plan: planWith([fakeStep('choose')]), requester: 'ana', requestId: null },
      ...{ state: 'waiting', outcome: null, note: null, reason: null, cancel: null, wayDownStopped: null },
      ...{
        queuedAt: new Date(),
        startedAt: new Date(),
        finishedAt: null,
        steps: [asking],
        printed: NO_OUTPUT,
      },
    } as unknown as RunView;
    const labels = runCard(run, { name: (id) => id }).controls.map(({ label }) => label);
    expect(labels).toEqual(['Cancel', 'Answer…']);
    const reply = answerForm(run, 'choose', prompt, undefined, []);
    if (reply.type !== 'form') throw new Error('it is a form');
    const slack = slackModal({ ...reply.form, metadata: '' });
    expect(optionsIn(slack.blocks)).toHaveLength(101);
    expect(discordModal({ ...reply.form, nonce: 'f' }).components.at(-1)).toMatchObject({
      description: expect.stringContaining('One of 101: pool-0, pool-1'),
      component: { type: 4, custom_id: 'choice', required: true },
    });
    expect(checkAnswer(prompt, { choice: 'pool-77' }, KNOWN)).toEqual({ value: { choice: 'pool-77' } });
    expect(checkAnswer(prompt, { choice: 'pol-77' }, KNOWN)).toMatchObject({
      refusal: { mistakes: { choice: "Did you mean 'pool-77'?" } },
    });
  });

  it('keeps telling whether it opens a form', () => {
    expect(readCustomId(customIdOf({ nonce: 'n', opensForm: true }, 3))).toEqual({
      nonce: 'n',
      opensForm: true,
    });
  });

  it('is grouped on Slack', () => {
    const [block] = renderOnSlack([select(230)]);
    const [menu] = (block?.elements ?? []) as unknown as { option_groups: { options: unknown[] }[] }[];
    expect(menu?.option_groups.map(({ options }) => options.length)).toEqual([100, 100, 30]);
  });
});
