import type { Approvals } from '../../approval/service.ts';
import type { Command, Services } from '../../commands/command.ts';
import type { AuditPort, CataloguePort, PlacePort } from '../../commands/services.ts';
import type { People } from '../../people/service.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database } from '../../store/database.ts';
import type { Refusals } from '../refusals.ts';

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
  readonly channels: Services['channels'];
  readonly commands: () => readonly Command[];
  readonly activity: Services['activity'];
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
      mayReview: approvals.mayReview,
      review: approvals.review,
      get: (id) => db.read((reader) => approvals.get(reader, id)),
      list: (filter) => db.read((reader) => approvals.list(reader, filter)),
    },
    runs: {
      propose: (proposal) => refusals.loggedThere(() => runs.propose(proposal)),
      plan: runs.plan,
      handedOn: runs.handedOn,
      preview: (asked) => refusals.loggedThere(() => runs.preview(asked)),
      requireGlass: (asked) => refusals.loggedThere(() => runs.requireGlass(asked)),
      get: runs.get,
      list: runs.list,
      answer: (...answer) => refusals.loggedThere(() => runs.answer(...answer)),
      cancel: (...cancel) => refusals.loggedThere(() => runs.cancel(...cancel)),
      stopWayDown: (...stop) => refusals.loggedThere(() => runs.stopWayDown(...stop)),
      requireMayDecide: runs.requireMayDecide,
      decideUnknown: (...decision) => refusals.loggedThere(() => runs.decideUnknown(...decision)),
      requireMaySayGone: runs.requireMaySayGone,
      sayGone: (...gone) => refusals.loggedThere(() => runs.sayGone(...gone)),
    },
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
    channels: deps.channels,
    commands: deps.commands,
    now: () => db.read((reader) => reader.now()),
    activity: deps.activity,
  };
}
