import { recordShared } from '../../../src/audit/service.ts';
import type { DeclaredKind } from '../../../src/audit/words.ts';
import type { Json } from '../../../src/canonical.ts';
import { newId } from '../../../src/ids.ts';
import type { Jobs } from '../../../src/jobs/port.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { KINDS, NOTE } from './note.ts';
import { insertNote, strikeNote } from './store.ts';

export interface Notes {
  write(by: string, text: string, place: Json): Promise<string>;
  strike(by: string, id: string): Promise<void>;
}

export function createNotes({ db, jobs }: { readonly db: Database; readonly jobs: Jobs }): Notes {
  async function say(tx: Tx, kind: DeclaredKind, id: string, by: string): Promise<void> {
    const [chain, at] = [NOTE.subject(id), await tx.now()];
    await recordShared(tx, { chain, kind, actor: `principal/${by}`, at, data: {} });
    await jobs.emit(tx, { kind: 'note.changed', subject: chain, at, data: {} });
  }

  return {
    write: (by, text, place) =>
      db.transact(async (tx) => {
        const id = newId(NOTE.prefix);
        await insertNote(tx, { id, text, by, place, struck: false });
        await say(tx, KINDS['note.written'], id, by);
        await jobs.emit(tx, {
          kind: 'note.written',
          subject: NOTE.subject(id),
          at: await tx.now(),
          data: {},
        });
        return id;
      }),
    strike: (by, id) =>
      db.transact(async (tx) => {
        if (await strikeNote(tx, id)) await say(tx, KINDS['note.struck'], id, by);
      }),
  };
}
