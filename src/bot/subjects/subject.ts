import type { CardDraft } from '../../chat/draft.ts';
import type { Whereabouts } from '../../chat/place.ts';
import type { Reader } from '../../store/database.ts';
import type { SubjectKind } from '../../subject.ts';
import type { Names } from './names.ts';

/** A thing as it is to be shown now. */
export interface Shown extends Partial<Whereabouts> {
  readonly draft: CardDraft;
  /** Goes before everything else that waits for the same channel. */
  readonly urgent: boolean;
  /** False when nothing about it will change any more. */
  readonly alive: boolean;
  /** For its thread, each posted once by its name. */
  readonly files: readonly { readonly name: string; readonly text: string; readonly content: string }[];
}

/** What is said under the cards of a thing when something happened to it, and whom that calls, at any hour. */
export interface Aside {
  /** The kind of event by which it happens. */
  readonly event: string;
  /** @returns undefined where it is not so any more */
  say(reader: Reader, id: string): Promise<Said | undefined>;
}

export interface Said {
  /** The same is said once. */
  readonly key: string;
  readonly text: string;
  /** Roles. */
  readonly calls: readonly string[];
}

/** A kind of thing that has cards. One file a kind. */
export interface Subject {
  readonly kind: SubjectKind;
  /** The kinds of events after which its cards are drawn anew. */
  readonly events: readonly string[];
  readonly asides?: readonly Aside[];
  /** Draws each that there is, by id, with few statements for all of them. */
  draw(
    reader: Reader,
    ids: readonly string[],
    drawing: { readonly now: Date; readonly names: Names },
  ): Promise<ReadonlyMap<string, Shown>>;
}
