import { describe, expect, it } from 'vitest';
import { renderControls } from '../../../../src/bot/discord/render/controls.ts';
import { customIdOf, readCustomId } from '../../../../src/bot/discord/render/custom-id.ts';
import { renderControls as renderOnSlack } from '../../../../src/bot/slack/render/controls.ts';

const select = (count: number) =>
  ({
    type: 'select',
    nonce: 'n1',
    label: 'Choose an answer',
    options: Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: `Way ${at}` })),
  }) as const;

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
