import type { Approvals } from '../../approval/service.ts';
import type { ApprovalView } from '../../approval/view.ts';
import type { Voting } from '../../approval/voting.ts';
import type { People } from '../../people/service.ts';
import { NO_OUTPUT, readOutput, readTails } from '../../runbook/engine/output/store.ts';
import type { StandingEmergency } from '../../runbook/plan/plan.ts';
import { readRunsOf } from '../../runbook/run/store.ts';
import type { RunView } from '../../runbook/service.ts';
import type { Reader } from '../../store/database.ts';
import { together } from '../../store/together.ts';

/** Where the things come from that cards show; each look-up belongs to the reader's transaction. */
export interface Sources {
  request(reader: Reader, id: string): Promise<ApprovalView | undefined>;
  /** Those that exist, in any order. */
  requests(reader: Reader, ids: readonly string[]): Promise<readonly ApprovalView[]>;
  voting(reader: Reader, id: string): Promise<Voting | undefined>;
  run(reader: Reader, id: string): Promise<RunView | undefined>;
  runs(reader: Reader, ids: readonly string[]): Promise<readonly RunView[]>;
  /** The kept output of a run; of very much the beginning and the end. */
  output(reader: Reader, id: string): Promise<string>;
  names(
    reader: Reader,
    principals: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly name: string }>>;
  /** The emergencies of a system that stand or are under way. */
  emergencies(reader: Reader, system: string): Promise<readonly StandingEmergency[]>;
  /** Ids of the requests that can still change. */
  openRequests(reader: Reader): Promise<readonly string[]>;
}

const TAIL_CHARACTERS = 4_000;
const MOST_OPEN = 500;

/** Where cards take their things from, all within one transaction of the announcer. */
export function bindSources(
  approvals: Pick<Approvals, 'get' | 'getAll' | 'list' | 'voting'>,
  people: Pick<People, 'named'>,
  emergencies: Sources['emergencies'],
): Sources {
  return {
    request: approvals.get,
    requests: approvals.getAll,
    voting: approvals.voting,
    run: async (reader, id) => (await runs(reader, [id]))[0],
    runs,
    output: readOutput,
    names: people.named,
    emergencies,
    openRequests: async (reader) =>
      (await approvals.list(reader, { live: true, limit: MOST_OPEN })).map(({ id }) => id),
  };
}

async function runs(reader: Reader, ids: readonly string[]): Promise<readonly RunView[]> {
  const [found, tails] = await together([readRunsOf(reader, ids), readTails(reader, ids, TAIL_CHARACTERS)]);
  return found.map((run) => ({ ...run, printed: tails.get(run.id) ?? NO_OUTPUT }));
}
