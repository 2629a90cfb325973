import type * as z from 'zod';
import type { CommandContext, Reply } from './command.ts';

/**
 * What happens when a control of one kind is used. One file a kind; `data` is what was stored with the nonce.
 * Nothing was authorized by showing the control: every handler asks the service, which decides anew.
 */
export interface ButtonKind<Data = unknown> {
  /** e.g. `request.approve` */
  readonly kind: string;
  readonly data: z.ZodType<Data>;
  /**
   * Its control stands on a card that one person sees, and each use makes something new: it works once, and what the
   * handler answers takes the place of that card. Refused, nothing was made, and it may be used again.
   */
  readonly once?: true;
  /** It shows something and changes nothing: a click on it needs no second thought. Every other control starts or decides something. */
  readonly looks?: true;
  /** A click; `value` is what was chosen when the control is a select. */
  press?(context: CommandContext, data: Data, value: string | undefined): Promise<Reply>;
  /**
   * The form that a click opens, again: what comes back with a mistake in it is shown with that mistake and all that was typed.
   * @throws OpsError when there is nothing to ask any more.
   */
  form?(context: CommandContext, data: Data): Promise<Reply>;
  /** The form that a command or click opened came back. */
  submit?(context: CommandContext, data: Data, values: { readonly [name: string]: string }): Promise<Reply>;
}

export function defineButton<Data>(button: ButtonKind<Data>): ButtonKind {
  return button as ButtonKind;
}
