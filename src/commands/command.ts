import type { Form } from '../chat/card.ts';
import type { CardDraft } from '../chat/draft.ts';
import type { Asking } from '../chat/form-pages.ts';
import type { Completion, Place } from '../chat/inbound.ts';
import type { Account, Principal } from '../people/principal.ts';
import type { Provided } from '../provided.ts';
import type {
  ActionView,
  Activity,
  ApprovalPort,
  AuditPort,
  CataloguePort,
  LinkPort,
  PeoplePort,
  PlacePort,
  RunPort,
  TotpPort,
} from './services.ts';

/**
 * What commands and buttons may call: narrow views of the rooms, bound to the database by whoever makes the
 * bot. Each call is one use case in its own transaction, and is refused with an OpsError.
 */
export interface Services {
  readonly approvals: ApprovalPort;
  readonly runs: RunPort;
  readonly catalogue: CataloguePort;
  readonly people: PeoplePort;
  readonly links: LinkPort;
  readonly totp: TotpPort;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  /** What the features brought; each has a key to its own. */
  readonly provided: readonly Provided[];
  readonly commands: () => readonly Command[];
  /** The database's clock. */
  readonly now: () => Promise<Date>;
  /** What was run lately and what waits now, some seconds old at most; empty when that cannot be found out in time. */
  readonly activity: () => Promise<Activity>;
  /** The channels where commands are taken instead of this place; none where they are taken here. */
  readonly takenInstead: (place: Place) => Promise<readonly string[]>;
}

/** One option of a command; platforms render it typed, with autocomplete where `complete` is given. */
export interface Option {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice';
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength?: number;
  /** Its value has no blanks in it, as an id has none: words behind it belong to nothing, and are refused. */
  readonly oneWord?: true;
  complete?(text: string, context: CompletionContext): Promise<readonly Completion[]>;
}

export interface CompletionContext {
  readonly services: Services;
  /** Who types; absent for an account that nobody linked. Suggest nothing that they may not see. */
  readonly principal: Principal | undefined;
  readonly options: { readonly [name: string]: string };
}

/** Who asked, where, and what they may use. `principal` is absent for an account that nobody linked. */
export interface CommandContext {
  readonly services: Services;
  readonly account: Account;
  readonly displayName: string;
  readonly human: boolean;
  readonly principal: Principal | undefined;
  readonly place: Place;
}

export type Reply =
  | {
      readonly type: 'card';
      readonly card: CardDraft;
      readonly visibility: 'quiet' | 'channel';
      /** It takes the place of the private card that was clicked; where it cannot, it stands below that. */
      readonly replaces?: true;
      /** Attached to the answer. */
      readonly files?: readonly { readonly name: string; readonly content: string }[];
    }
  /** The card of a thing (`run/…`, `request/…`); it is kept up to date where the platform can do that. */
  | { readonly type: 'subject'; readonly subject: string; readonly visibility: 'quiet' | 'channel' }
  /** A form; `intent` says which handler gets it when it comes back. */
  | ({ readonly type: 'form' } & Asking)
  /** A form that could not be opened before, as it was then: opened twice, it still works once. */
  | { readonly type: 'form-later'; readonly form: Form }
  /** The card comes through the announcer, or nothing needs saying. */
  | { readonly type: 'none' };

/**
 * A slash command, declared once: Discord's registration, Slack's manifest, the console, help and the docs
 * are generated from it. One file a command: parse, call one service, answer.
 */
export interface Command {
  /** e.g. `['ops', 'approvals', 'show']` */
  readonly path: readonly string[];
  readonly summary: string;
  /** Longer text for `/ops help <topic>` and the docs. */
  readonly help: string;
  readonly examples: readonly string[];
  readonly options: readonly Option[];
  /** Who may call it at all; what it does is authorized again by what it does. Default `linked`. */
  readonly access?: 'anyone' | 'linked';
  /** The action of a runbook that it is for: whoever may not run that is not told of it. */
  readonly action?: ActionView;
  run(context: CommandContext, options: { readonly [name: string]: string }): Promise<Reply>;
}

export function defineCommand(command: Command): Command {
  return command;
}
