/**
 * What an approval must do, written a second time, as simply as possible and from the rules alone: it shares
 * no code with the program. Times are milliseconds; nothing is remembered but who holds what since when, the
 * current votes, since when there are enough of them, and how it ended.
 */
export interface ModelPolicy {
  readonly groups: readonly { readonly of: readonly string[]; readonly quorum: number }[];
  readonly timelockMs: number;
  readonly expiresMs: number;
  readonly graceMs: number;
  readonly holdMs: number;
  readonly denials: number;
  readonly veto: readonly string[];
  readonly via: readonly string[];
  readonly beneficiaries?: readonly string[] | undefined;
}

export type Grants = Map<string, Map<string, number>>;

/** `ok`: something changed; `same`: nothing to do; `no`: refused. */
export type Expected = 'ok' | 'same' | 'no';

export interface ModelVote {
  readonly person: string;
  readonly choice: 'approve' | 'reject';
  readonly right: boolean;
  readonly via: string;
}

export interface Model {
  state(now: number): string;
  window(): { from: number; until: number } | null;
  vote(vote: ModelVote, now: number): Expected;
  withdrawVote(person: string, now: number): Expected;
  veto(person: string, now: number): Expected;
  withdraw(person: string, now: number): Expected;
  stop(state: 'superseded' | 'invalidated', now: number): Expected;
  claim(now: number): Expected;
  settle(outcome: string): Expected;
  /** Somebody or something looked at the request: what time has done to it is noticed. */
  look(now: number): void;
  /** Whether a look would find its time over. */
  overdue(now: number): boolean;
  /** Roles have changed, and nobody looked. */
  rolesChanged(): void;
}

export function createModel(policy: ModelPolicy, requester: string, grants: Grants, openedAt: number): Model {
  const votes = new Map<string, { choice: 'approve' | 'reject'; at: number }>();
  let end: string | null = null;
  let claimed = false;
  let enoughSince: number | null = null;
  /** When the window would have ended that was lost with somebody's role, and nobody has looked since. */
  let lostWindowEnd: number | null = null;

  const heldSince = (person: string, role: string) =>
    grants.get(person)?.get(role) ?? Number.POSITIVE_INFINITY;
  const mayFill = (person: string, group: ModelPolicy['groups'][number], by: number) =>
    policy.beneficiaries?.includes(person) !== true &&
    group.of.some((role) => heldSince(person, role) + policy.holdMs <= by);
  const roles = policy.groups.flatMap((group) => group.of);
  const approvers = () =>
    [...votes].filter(([, vote]) => vote.choice === 'approve').map(([person]) => person);

  /** Tries every way of seating people. */
  function canSeat(seats: readonly ModelPolicy['groups'][number][], people: readonly string[]): boolean {
    const [seat, ...others] = seats;
    if (seat === undefined) return true;
    return people.some(
      (person) =>
        mayFill(person, seat, votes.get(person)?.at ?? 0) &&
        canSeat(
          others,
          people.filter((one) => one !== person),
        ),
    );
  }
  const enough = () =>
    canSeat(
      policy.groups.flatMap((group) => Array.from({ length: group.quorum }, () => group)),
      approvers(),
    );
  const rejections = () =>
    [...votes].filter(
      ([person, vote]) =>
        vote.choice === 'reject' && roles.some((role) => heldSince(person, role) <= vote.at),
    ).length;
  const counts = (person: string) => {
    const vote = votes.get(person);
    if (vote === undefined) return false;
    return vote.choice === 'approve'
      ? policy.groups.some((group) => mayFill(person, group, vote.at))
      : roles.some((role) => heldSince(person, role) <= vote.at);
  };
  const from = () => (enoughSince === null ? null : enoughSince + policy.timelockMs);
  const open = () => end === null && !claimed;

  function recount(now: number): void {
    if (rejections() >= policy.denials) end = 'denied';
    else if (!enough()) enoughSince = null;
    else enoughSince ??= now;
    // Back to collecting votes when the time for that is over already.
    if (model.overdue(now)) end = 'expired';
  }

  const model: Model = {
    state(now) {
      if (end !== null) return end;
      if (claimed) return 'claimed';
      const start = from();
      if (start === null) return 'pending';
      return now < start ? 'timelocked' : 'ready';
    },
    window() {
      const start = from();
      return start === null ? null : { from: start, until: start + policy.graceMs };
    },
    overdue(now) {
      if (!open()) return false;
      const deadline = model.window()?.until ?? openedAt + policy.expiresMs;
      return now >= deadline || (lostWindowEnd !== null && now >= lostWindowEnd);
    },
    look(now) {
      if (model.overdue(now)) end = 'expired';
      lostWindowEnd = null;
    },
    rolesChanged() {
      if (!open() || enoughSince === null || enough()) return;
      lostWindowEnd = enoughSince + policy.timelockMs + policy.graceMs;
      enoughSince = null;
    },
    vote({ person, choice, right, via }, now) {
      model.look(now);
      if (!open() || !right || person === requester || !policy.via.includes(via)) return 'no';
      if (!roles.some((role) => heldSince(person, role) <= now)) return 'no';
      if (choice === 'approve' && !policy.groups.some((group) => mayFill(person, group, now))) return 'no';
      if (votes.get(person)?.choice === choice && counts(person)) return 'same';
      votes.set(person, { choice, at: now });
      recount(now);
      return 'ok';
    },
    withdrawVote(person, now) {
      model.look(now);
      if (!open()) return 'no';
      if (!votes.delete(person)) return 'same';
      recount(now);
      return 'ok';
    },
    veto(person, now) {
      model.look(now);
      if (!open() || !policy.veto.some((role) => heldSince(person, role) <= now)) return 'no';
      end = 'vetoed';
      return 'ok';
    },
    withdraw(person, now) {
      model.look(now);
      if (!open() || person !== requester) return 'no';
      end = 'withdrawn';
      return 'ok';
    },
    stop(state, now) {
      model.look(now);
      if (claimed && end === null) return 'no';
      if (end !== null) return 'same';
      end = state;
      return 'ok';
    },
    claim(now) {
      model.look(now);
      const window = model.window();
      if (!open() || window === null || now < window.from || now >= window.until) return 'no';
      claimed = true;
      return 'ok';
    },
    settle(outcome) {
      if (end === outcome) return 'same';
      if (!claimed || end !== null) return 'no';
      end = outcome;
      return 'ok';
    },
  };
  return model;
}
