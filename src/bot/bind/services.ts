import type { ActResult, Approvals } from '../../approval/service.ts';
import type { Command, Services } from '../../commands/command.ts';
import type { AuditPort, CataloguePort, Done, PlacePort } from '../../commands/services.ts';
import { Logged } from '../../errors.ts';
import type { People } from '../../people/service.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database } from '../../store/database.ts';

export interface ServiceDeps {
  readonly db: Database;
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly people: Pick<People, 'authorize' | 'authorizeAll' | 'named'>;
  readonly links: Services['links'];
  readonly totp: Services['totp'];
  readonly catalogue: CataloguePort;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  readonly provided: Services['provided'];
  readonly commands: () => readonly Command[];
  readonly activity: Services['activity'];
  readonly takenInstead: Services['takenInstead'];
}

/** The rooms as commands and buttons see them: whatever is refused is thrown, as Logged where its room has logged it. */
export function bindServices(deps: ServiceDeps): Services {
  const { db, approvals, runs, people } = deps;
  return {
    approvals: {
      mayVote: async (vote) => void done(await approvals.mayVote(vote)),
      vote: async (vote) => done(await approvals.vote(vote)),
      withdrawVote: async (who) => done(await approvals.withdrawVote(who)),
      mayVeto: async (who) => void done(await approvals.mayVeto(who)),
      veto: async (who) => done(await approvals.veto(who)),
      withdraw: async (who) => done(await approvals.withdraw(who)),
      mayReview: async (who) => void done(await approvals.mayReview(who)),
      review: async (review) => done(await approvals.review(review)),
      get: (id) => db.read((reader) => approvals.get(reader, id)),
      list: (filter) => db.read((reader) => approvals.list(reader, filter)),
      inbox: (principal) => db.read((reader) => approvals.inbox(reader, principal)),
    },
    runs,
    people: {
      authorize: (principal, deed) => db.read((reader) => people.authorize(reader, principal, deed)),
      authorizeAll: (principal, deeds) => db.read((reader) => people.authorizeAll(reader, principal, deeds)),
      named: (principals) => db.read((reader) => people.named(reader, principals)),
    },
    links: deps.links,
    totp: deps.totp,
    catalogue: deps.catalogue,
    audit: deps.audit,
    places: deps.places,
    provided: deps.provided,
    commands: deps.commands,
    now: () => db.read((reader) => reader.now()),
    activity: deps.activity,
    takenInstead: deps.takenInstead,
  };
}

/** What came of somebody's act. @throws Logged what the request refused. */
function done(answer: ActResult): Done {
  if (!answer.ok) throw new Logged(answer.refusal);
  return { changed: answer.changed, status: answer.status };
}
