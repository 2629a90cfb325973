import * as z from 'zod';
import { type Policy, resolvePolicy, writtenPolicy } from '../approval/policy.ts';
import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { Approvals } from '../approval/service.ts';
import type { Config } from '../config/config.ts';
import type { PolicyUse } from '../doctor/checks/quorum.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Room } from '../jobs/room.ts';
import type { AskedLink, LinkApproval } from '../people/link/service/change.ts';
import { createLinks, type Links } from '../people/link/service.ts';
import { accountKey } from '../people/principal.ts';
import type { Database } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';

export interface LinkParts {
  readonly config: Pick<Config, 'administrators' | 'environment'>;
  readonly db: Database;
  readonly jobs: Jobs;
  readonly approvals: Approvals;
  readonly background: Pick<Background, 'begin'>;
  /** What is found out about the votes right before a claim. */
  readonly evidence: (requestId: string) => Promise<ClaimEvidence>;
}

/** Links between accounts, approved like everything else: a request whose subject is the link. */
export function openLinks({ config, db, jobs, approvals, background, evidence }: LinkParts): Links {
  const approval: LinkApproval = {
    async open(tx, asked) {
      const request = await approvals.open(tx, openingOf(asked, config.environment));
      return request.id;
    },
    async carryOut(requestId, work) {
      const found = await evidence(requestId);
      await db.transact(async (tx) => {
        const claim = await approvals.claim(tx, requestId, found);
        if (claim.ok) {
          const made = await work(tx, { kind: 'claimed', document: claim.request.document });
          return approvals.settle(tx, requestId, made === 'linked' ? 'executed' : 'failed');
        }
        const state = (await approvals.get(tx, requestId))?.state;
        // Still ready: it could not be found out now whether the votes stand. The sweeper tries again.
        if (state === 'ready' || state === 'timelocked') return;
        await work(tx, { kind: claim.ended ? 'over' : 'reopened' });
      });
    },
  };
  const links = createLinks({
    db,
    jobs,
    approval,
    background,
    administrators: () => config.administrators,
  });
  approvals.handle('identity-link', {
    ready: (tx, request) => links.approved(tx, request.id),
    ended: (tx, request) => links.ended(tx, request.id),
  });
  return links;
}

const unlinked = z.object({ account: z.string(), principal: z.string() });
const left = z.object({ principal: z.string() });

/**
 * Approved links are made. Votes that came through an account which was taken from somebody do not stand, and what
 * somebody asked for who has left does not start.
 */
export function linkRoom(
  { work, sweep }: Pick<Links, 'work' | 'sweep'>,
  approvals: Pick<Approvals, 'voidVotes' | 'endRequestsOf'>,
): Room {
  return {
    wakeUps: { link: work },
    sweeps: { links: sweep },
    events: {
      'principal.left': ({ data }) => approvals.endRequestsOf(left.parse(data).principal),
      async 'identity.unlinked'({ data }) {
        const { account, principal } = unlinked.parse(data);
        await approvals.voidVotes(account, principal);
      },
    },
  };
}

/** The policy of `/ops link`, for whoever checks that it can be met; none where no role approves links. */
export function linkPolicies({ administrators }: Pick<Config, 'administrators'>): readonly PolicyUse[] {
  return administrators === null ? [] : [{ name: 'of `/ops link`', policy: policyOf(administrators) }];
}

/** One administrator, and never the person: whoever asks for something cannot approve it. */
function policyOf(role: string): Policy {
  return resolvePolicy(
    writtenPolicy.parse({ groups: [{ of: [role], quorum: 1 }], expires: '24h', via: ['button'] }),
  );
}

function openingOf({ person, account, document, role, place }: AskedLink, environment: string) {
  const key = accountKey(account);
  return {
    subject: { kind: 'identity-link', id: `identity:${key}`, title: `Link ${key} to ${person.name}` },
    document,
    policy: policyOf(role),
    requester: person.id,
    resource: `identity/${key}`,
    environment,
    place,
  };
}
