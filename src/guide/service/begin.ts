import { isRefusal } from '../../errors.ts';
import type { People } from '../../people/service.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database } from '../../store/database.ts';
import { GUIDE } from '../guide.ts';
import { actionOf, beginsAtOnce } from '../model/begun-with.ts';
import { standings } from '../model/state.ts';
import { endBeginning, isBeginning, readGuides } from '../store.ts';

export interface BeginDeps {
  readonly db: Database;
  readonly people: Pick<People, 'authorize' | 'named'>;
  readonly runs: Pick<RunbookService, 'propose'>;
}

/**
 * Has everything looked at that a guide can have looked at by itself, as whoever started it. Each look is proposed and begun in one
 * transaction, so that a process that takes over finds what is left. What is refused stays open: a person sees why when they try.
 */
export async function begin({ db, people, runs }: BeginDeps, id: string): Promise<void> {
  const found = await db.read(async (reader) => {
    if (!(await isBeginning(reader, id))) return undefined;
    const [guide] = await readGuides(reader, [id]);
    if (guide === undefined) return undefined;
    const starter = (await people.named(reader, [guide.startedBy])).get(guide.startedBy);
    const { system } = guide.sheet;
    const decision = await people.authorize(reader, starter, {
      do: 'run',
      system,
      risk: 'read',
      mode: 'execute',
    });
    return { guide, isAllowed: decision.effect === 'allow' };
  });
  if (found === undefined) return;
  const { guide, isAllowed } = found;
  const looks = isAllowed ? beginsAtOnce(standings(guide.sheet, guide.state)) : [];
  for (const item of looks) {
    const purpose = { of: GUIDE.subject(id), item: item.id };
    const look = { params: {}, requester: guide.startedBy, place: null, purpose };
    await runs.propose({ ...look, action: actionOf(item) ?? '' }).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
  }
  await db.transact((tx) => endBeginning(tx, id));
}
