import { refuseBallot } from '../../../../src/approval/ballot.ts';
import type { Policy } from '../../../../src/approval/policy.ts';
import { dead, progress } from '../../../../src/approval/progress.ts';
import { isEnded, isOpen, type QuorumRequest } from '../../../../src/approval/request.ts';
import { type Vote, voteCounts } from '../../../../src/approval/vote.ts';
import type { Standings } from '../../../../src/people/standing.ts';
import { holdsAny } from '../../../../src/people/standing.ts';
import { fakePeople } from '../../../support/people.ts';
import type { Machine } from './history.ts';

/** The pure decisions of the room, strung together without a database: fast enough for many histories. */
export function createPureMachine(): Machine {
  const people = fakePeople();
  let now = new Date(0);
  let request: QuorumRequest;
  let votes: Vote[] = [];

  const standings = (): Promise<Standings> => people.membership(undefined as never, PEOPLE);

  async function look(): Promise<Standings> {
    const today = await standings();
    request = progress(request, votes, today, now).at(-1)?.request ?? request;
    return today;
  }

  return {
    people,
    setTime(time) {
      now = time;
    },
    async open(policy, requester) {
      if (request !== undefined) {
        const before = request;
        await look();
        if (!isEnded(request)) {
          request = before;
          return 'no';
        }
      }
      request = freshRequest(policy, requester, now);
      votes = [];
      return 'ok';
    },
    async vote({ person, choice, right, via }) {
      const today = await look();
      const standing = today.get(person);
      const ballot = {
        requestId: request.id,
        voter: person,
        account: { platform: 'console', workspace: 'local', id: person },
        human: true,
        choice,
        via,
        digest: right ? request.digest : 'other',
      } as const;
      if (refuseBallot(request, ballot, standing, now) || standing === undefined) return 'no';
      const before = votes.find((vote) => vote.principal === person);
      if (before?.choice === choice && voteCounts(before, standing, request.policy)) return 'same';
      const vote: Vote = {
        principal: person,
        choice,
        at: now,
        via,
        reason: null,
        account: 'console/local/x',
        standing,
      };
      votes = [...votes.filter((other) => other !== before), vote];
      await look();
      return 'ok';
    },
    async withdrawVote(person) {
      await look();
      if (!isOpen(request)) return 'no';
      const rest = votes.filter((vote) => vote.principal !== person);
      if (rest.length === votes.length) return 'same';
      votes = rest;
      await look();
      return 'ok';
    },
    async veto(person) {
      const standing = (await look()).get(person);
      if (!isOpen(request) || !standing || !holdsAny(standing, request.policy.veto, now)) return 'no';
      request = dead(request, 'vetoed', `principal/${person}`, null, now).request;
      return 'ok';
    },
    async withdraw(person) {
      await look();
      if (!isOpen(request) || person !== request.requester) return 'no';
      request = dead(request, 'withdrawn', `principal/${person}`, null, now).request;
      return 'ok';
    },
    async stop(state) {
      await look();
      if (request.state === 'claimed') return 'no';
      if (isEnded(request)) return 'same';
      request = dead(request, state, 'service/approval', null, now).request;
      return 'ok';
    },
    async claim() {
      await look();
      if (request.state !== 'ready') return 'no';
      request = { ...request, state: 'claimed', claimedAt: now };
      return 'ok';
    },
    async settle(outcome) {
      if (request.state === outcome) return 'same';
      if (request.state !== 'claimed') return 'no';
      request = { ...request, state: outcome, end: { at: now, by: 'service/approval', why: null } };
      return 'ok';
    },
    async timer() {
      await look();
      return 'ok';
    },
    async current() {
      return {
        state: request.state,
        from: request.notBefore?.getTime() ?? null,
        until: request.notAfter?.getTime() ?? null,
      };
    },
    crash: async () => ({ died: true }),
  };
}

const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];

function freshRequest(policy: Policy, requester: string, now: Date): QuorumRequest {
  return {
    id: 'apr-pure',
    mode: 'quorum',
    state: 'pending',
    subject: { kind: 'plan', id: 'x:y', title: 'Y' },
    document: {},
    policy,
    requester,
    resource: 'r',
    environment: 'test',
    reason: null,
    place: {},
    digest: 'right',
    openedAt: now,
    expiresAt: new Date(now.getTime() + policy.expiresMs),
    notBefore: null,
    notAfter: null,
    round: 0,
    claimedAt: null,
    end: null,
  };
}
