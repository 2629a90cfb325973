import type { Account } from '../people/principal.ts';
import type { Stranger } from './stranger.ts';

/** Where something happened or should appear. */
export interface Place {
  readonly platform: Account['platform'];
  readonly workspace: string;
  readonly channel: string;
  readonly thread?: string;
}

/** A message that a platform holds. */
export interface MessageRef {
  readonly platform: Account['platform'];
  readonly workspace: string;
  readonly channel: string;
  readonly message: string;
  /** True when the platform does not let it be changed: it stays as it was said. */
  readonly fixed?: boolean;
}

interface Arrived {
  /** The platform's own id of this delivery: the same delivery twice has the same id. */
  readonly id: string;
  readonly account: Account;
  /** As the platform shows the person; never used to decide anything. */
  readonly displayName: string;
  /** False for bots, apps and webhooks: they can never vote. */
  readonly human: boolean;
  /** Why an account that is no bot is not taken for human; absent where it is one, or a bot. */
  readonly stranger?: Stranger;
  readonly place: Place;
}

interface Clicked {
  readonly nonce: string;
  readonly message: MessageRef;
  /** When, in milliseconds of the Unix epoch by the platform's clock; absent where it does not say. */
  readonly clickedMs?: number;
}

export type Inbound =
  | (Arrived & {
      readonly type: 'command';
      /** e.g. `['ops', 'approvals', 'show']` */
      readonly path: readonly string[];
      readonly options: { readonly [name: string]: string };
    })
  | (Arrived & Clicked & { readonly type: 'button' })
  | (Arrived & Clicked & { readonly type: 'select'; readonly value: string })
  | (Arrived & {
      readonly type: 'form';
      readonly nonce: string;
      readonly values: { readonly [name: string]: string };
    })
  | (Arrived & {
      readonly type: 'reaction';
      readonly emoji: string;
      readonly added: boolean;
      readonly message: MessageRef;
    });

/** Search as you type; answered at once, logged never, changes nothing. */
export interface CompletionQuery {
  readonly account: Account;
  readonly place: Place;
  readonly path: readonly string[];
  readonly option: string;
  readonly text: string;
  readonly options: { readonly [name: string]: string };
}

export interface Completion {
  readonly value: string;
  readonly label: string;
}
