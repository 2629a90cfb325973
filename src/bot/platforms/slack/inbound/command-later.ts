import type { types } from '@slack/bolt';
import type { Command } from '../../../../commands/command.ts';
import { type Rendered, renderCard } from '../render/message.ts';
import { plainLine } from '../render/text.ts';

/** A command whose options have to be asked for, and what was typed behind it. */
export interface Unasked {
  readonly command: Command;
  readonly rest: string;
}

const ACTION = 'command:';
/** Of a button's value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const VALUE = 2_000;

/**
 * For a form of a command that did not open: the button that opens it. Slack keeps in the button what it takes to make the
 * form, so that any process can.
 * @param why it did not open
 */
export function commandLater({ command, rest }: Unasked, why: string): Rendered {
  const path = command.path.join(' ');
  const lost =
    rest.length > VALUE ? ' What you typed behind it is too long to be kept: copy it from here.' : '';
  const { text, blocks } = renderCard({
    title: `/${path}`,
    tone: 'neutral',
    status: 'One more thing is needed from you.',
    blocks: [
      { type: 'text', text: `${why}${lost}` },
      ...(lost === '' ? [] : [{ type: 'code', text: rest } as const]),
    ],
    controls: [],
  });
  const button: types.Button = {
    type: 'button',
    text: plainLine('Open the form', 75),
    action_id: `${ACTION}${path}`,
    style: 'primary',
    ...(rest === '' || lost !== '' ? {} : { value: rest }),
  };
  return { text, blocks: [...blocks, { type: 'actions', elements: [button] }] };
}

/** A control that was used, as Slack delivers it. */
export interface Action {
  readonly action_id: string;
  readonly value?: string | null | undefined;
}

/** What such a button asks for; undefined when it is none. `command` is absent when there is none of this path any more. */
export function readCommandLater(
  action: Action,
  commands: readonly Command[],
):
  | { readonly path: readonly string[]; readonly command: Command | undefined; readonly rest: string }
  | undefined {
  if (!action.action_id.startsWith(ACTION)) return undefined;
  const name = action.action_id.slice(ACTION.length);
  const command = commands.find(({ path }) => path.join(' ') === name);
  return { path: name.split(' '), command, rest: action.value ?? '' };
}
