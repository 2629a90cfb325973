import { entryKinds } from '../../../src/audit/words.ts';
import type { Json } from '../../../src/canonical.ts';
import { subjectKind } from '../../../src/subject.ts';

/** A whole small room, as somebody would add one: what people want to remember about a piece of work. */
export const NOTE = subjectKind('note', 'not');

export const KINDS = entryKinds({
  'note.written': 'Wrote a note',
  'note.struck': 'Struck the note out',
});

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  /** Where its card belongs, as `storedPlace` has it. */
  readonly place: Json;
  readonly struck: boolean;
}
