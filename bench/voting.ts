import { resolvePolicy, writtenPolicy } from '../src/approval/policy.ts';
import type { QuorumRequest } from '../src/approval/request.ts';
import { type Approvals, createApprovals } from '../src/approval/service.ts';
import type { Jobs } from '../src/jobs/port.ts';
import { insertEvents, upsertTimer } from '../src/jobs/store.ts';
import { createPeople } from '../src/people/service.ts';
import { createTotp } from '../src/people/totp/service.ts';
import type { Database } from '../src/store/database.ts';

const VOTERS = 20;

/** The jobs room without its loops: what belongs to a vote's transaction, and nothing beside it. */
const jobs: Jobs = {
  emit: (tx, said) => insertEvents(tx, [said]),
  setTimer: upsertTimer,
  cancelTimer: async () => {},
  wake: async () => {},
};

export interface Ward {
  readonly approvals: Approvals;
  /** Opens requests that one more vote does not complete. */
  open(count: number): Promise<QuorumRequest[]>;
  vote(request: QuorumRequest, voter: number): Promise<void>;
}

/** People who can vote and requests to vote on, all real, on the given database. */
export async function createWard(db: Database): Promise<Ward> {
  const people = createPeople({ db, jobs, access: () => ({}) });
  const ids = Array.from({ length: VOTERS }, (_, n) => `voter-${n}`);
  await people.sync({
    people: [...ids, 'asker'].map((id) => ({ id, name: id, kind: 'human', accounts: [] })),
    roles: [{ name: 'sre', members: ids, groups: [], holdMs: 0 }],
  });
  const codes = createTotp({ db, key: Buffer.alloc(32) });
  const approvals = createApprovals({ db, jobs, people: { ...people, checkCode: codes.check } });
  approvals.handle('bench', { ready: async () => {}, ended: async () => {} });
  const policy = resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: VOTERS }] }));
  const open = (n: number): Promise<QuorumRequest> =>
    db.transact((tx) =>
      approvals.open(tx, {
        subject: { kind: 'bench', id: `bench:${n}`, title: 'A request of the benchmark' },
        document: { steps: ['echo', String(n)] },
        policy,
        requester: 'asker',
        resource: null,
        environment: 'bench',
        place: {},
      }),
    );
  return {
    approvals,
    async open(count) {
      const opened: QuorumRequest[] = [];
      while (opened.length < count) {
        const batch = Math.min(50, count - opened.length);
        opened.push(...(await Promise.all(Array.from({ length: batch }, (_, n) => open(opened.length + n)))));
      }
      return opened;
    },
    async vote(request, voter) {
      const answer = await approvals.vote({
        requestId: request.id,
        voter: ids[voter % VOTERS],
        account: { platform: 'console', workspace: 'local', id: `voter-${voter}` },
        human: true,
        choice: 'approve',
        digest: request.digest,
        via: 'button',
      });
      if (!answer.ok) throw new Error(`a vote of the benchmark was refused: ${JSON.stringify(answer)}`);
    },
  };
}
