import type { Approvals } from '../../approval/service.ts';
import type { Command } from '../../commands/command.ts';
import type { AuditPort, CataloguePort, PlacePort, Services } from '../../commands/services.ts';
import type { People } from '../../people/service.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database } from '../../store/database.ts';
import type { Refusals } from '../refusals.ts';

export interface ServiceDeps {
  readonly db: Database;
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly people: Pick<People, 'authorize'>;
  readonly links: Services['links'];
  readonly totp: Services['totp'];
  readonly catalogue: CataloguePort;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  readonly channels: Services['channels'];
  readonly commands: () => readonly Command[];
  readonly refusals: Refusals;
}

/** The rooms as commands and buttons see them. Runs log their refusals themselves, approvals answer theirs. */
export function bindServices(deps: ServiceDeps): Services {
  const { db, approvals, runs, people, refusals } = deps;
  return {
    approvals: {
      vote: approvals.vote,
      withdrawVote: approvals.withdrawVote,
      veto: approvals.veto,
      withdraw: approvals.withdraw,
      review: approvals.review,
      get: (id) => db.read((reader) => approvals.get(reader, id)),
      list: (filter) => db.read((reader) => approvals.list(reader, filter)),
    },
    runs: {
      propose: (proposal) => refusals.loggedThere(() => runs.propose(proposal)),
      get: runs.get,
      list: runs.list,
      answer: (...answer) => refusals.loggedThere(() => runs.answer(...answer)),
      cancel: (...cancel) => refusals.loggedThere(() => runs.cancel(...cancel)),
      decideUnknown: (...decision) => refusals.loggedThere(() => runs.decideUnknown(...decision)),
    },
    people: {
      authorize: (principal, deed) => db.read((reader) => people.authorize(reader, principal, deed)),
    },
    links: deps.links,
    totp: deps.totp,
    catalogue: deps.catalogue,
    audit: deps.audit,
    places: deps.places,
    channels: deps.channels,
    commands: deps.commands,
  };
}
