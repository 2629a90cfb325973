import type { Refusal } from '../errors.ts';
import type { Deed } from '../people/decision.ts';
import type { Account, Principal } from '../people/principal.ts';
import { subjectKind } from '../subject.ts';

/** Its chain of the log, and the subject of its messages. */
export const CHANNEL = subjectKind('channel', 'chn');

/** What a person must be allowed to do. */
export const OPEN_CHANNEL: Deed = { do: 'act', what: 'open a channel' };

export interface OpeningWish {
  /** The same key opens no second one. Absent: it is one of its own. */
  readonly key?: string;
  readonly name: string;
  /** What it is for; becomes the topic. */
  readonly about: string;
  /** Seen by the people in it alone. */
  readonly private: boolean;
  /** Names of people or roles. */
  readonly people: readonly string[];
}

export interface Guest {
  /** As it is named in the settings. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'person' | 'role';
}

export interface Opening {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly private: boolean;
  readonly by: Principal;
  /** Everybody in it, whoever opened it first. */
  readonly people: readonly Principal[];
  readonly openedAt: Date;
  readonly sites: readonly OpeningSite[];
}

/** What became of it in one workspace of a platform. */
export interface OpeningSite {
  readonly platform: Account['platform'];
  /** As people call it: "Slack", or "Slack (eu-ops)" where there are several. */
  readonly label: string;
  /** Undefined where it was not opened. */
  readonly channel: { readonly name: string; readonly url: string } | undefined;
  /** What did not work, each with what to do: why it was not opened, or what is missing in it. */
  readonly troubles: readonly Refusal[];
}
