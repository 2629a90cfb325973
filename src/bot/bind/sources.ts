import type { Approvals } from '../../approval/service.ts';
import type { People } from '../../people/service.ts';
import { readOutput, readTail } from '../../runbook/engine/output/store.ts';
import { readRun } from '../../runbook/run/store.ts';
import type { Sources } from '../subjects.ts';

const TAIL_CHARACTERS = 4_000;
const MOST_OPEN = 500;

/** Where cards take their things from, all within one transaction of the announcer. */
export function bindSources(
  approvals: Pick<Approvals, 'get' | 'list'>,
  people: Pick<People, 'named'>,
): Sources {
  return {
    request: approvals.get,
    async run(reader, id) {
      const run = await readRun(reader, id);
      if (run === undefined) return undefined;
      const { tail, more } = await readTail(reader, id, TAIL_CHARACTERS);
      return { ...run, tail, more: more && tail.length >= TAIL_CHARACTERS };
    },
    output: async (reader, id) => (await readOutput(reader, id)).map(({ text }) => text).join(''),
    names: people.named,
    openRequests: async (reader) =>
      (await approvals.list(reader, { live: true, limit: MOST_OPEN })).map(({ id }) => id),
  };
}
