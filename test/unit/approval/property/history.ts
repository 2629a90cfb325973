import fc from 'fast-check';
import { expect } from 'vitest';
import type { Policy } from '../../../../src/approval/policy.ts';
import type { FakePeople } from '../../../support/people.ts';
import { createModel, type Expected, type Grants, type Model } from './model.ts';

const MINUTE = 60_000;
const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'] as const;
const REQUESTER = 'p0';
const ROLES = ['a', 'b', 'v'] as const;

/** The program under test: the pure machine, or the service on a database. */
export interface Machine {
  readonly people: FakePeople;
  setTime(now: Date): void;
  /** Opens a request that becomes the current one; `no` when another live one holds the resource. */
  open(policy: Policy, requester: string): Promise<Expected>;
  vote(vote: {
    readonly person: string;
    readonly choice: 'approve' | 'reject';
    readonly right: boolean;
    readonly via: 'button' | 'reaction';
    readonly platform: 'console' | 'slack';
  }): Promise<Expected>;
  withdrawVote(person: string): Promise<Expected>;
  veto(person: string): Promise<Expected>;
  withdraw(person: string): Promise<Expected>;
  stop(state: 'superseded' | 'invalidated'): Promise<Expected>;
  claim(): Promise<Expected>;
  settle(outcome: 'executed' | 'failed' | 'unknown'): Promise<Expected>;
  /** Fires one of the timers that are due, perhaps late, perhaps again; `none` when none of this request is. */
  timer(index: number): Promise<'ok' | 'none'>;
  current(): Promise<{ readonly state: string; readonly from: number | null; readonly until: number | null }>;
  /** Runs `act` in a process that dies after so many statements, if it gets that far; a death leaves no trace. */
  crash<T>(
    afterStatements: number,
    act: () => Promise<T>,
  ): Promise<{ readonly died: true } | { readonly died: false; readonly answer: T }>;
}

interface VoteCommand {
  readonly do: 'vote';
  readonly person: number;
  readonly choice: 'approve' | 'reject';
  /** Whether the card showed the right digest. */
  readonly right: boolean;
  readonly via: 'button' | 'reaction';
  readonly platform: 'console' | 'slack';
  /** The platform delivers it a second time. */
  readonly twice: boolean;
}
type Act =
  | VoteCommand
  | { readonly do: 'withdrawVote' | 'veto' | 'withdraw'; readonly person: number }
  | { readonly do: 'stop'; readonly state: 'superseded' | 'invalidated' }
  | { readonly do: 'claim' }
  | { readonly do: 'settle'; readonly outcome: 'executed' | 'failed' | 'unknown' }
  | { readonly do: 'timer'; readonly index: number };
type Command =
  | Act
  | { readonly do: 'openAnother' }
  | { readonly do: 'advance'; readonly minutes: number; readonly ms: number }
  | { readonly do: 'grant' | 'revoke'; readonly person: number; readonly role: (typeof ROLES)[number] }
  | { readonly do: 'crash'; readonly after: number; readonly command: Act };

export interface History {
  readonly policy: Policy;
  /** Roles at the start, by person. */
  readonly roles: readonly (readonly (typeof ROLES)[number][])[];
  readonly commands: readonly Command[];
}

const person = fc.nat(PEOPLE.length - 1);
const role = fc.constantFrom(...ROLES);
const choice = fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      person,
      choice,
      right: fc.nat(9).map((n) => n > 0),
      via: fc.constantFrom('button' as const, 'reaction' as const),
      platform: fc.constantFrom('console' as const, 'slack' as const),
      twice: fc.nat(3).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('withdrawVote' as const), person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('veto' as const, 'withdraw' as const), person }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('stop' as const),
      state: fc.constantFrom('superseded' as const, 'invalidated' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('claim' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      outcome: fc.constantFrom('executed' as const, 'failed' as const, 'unknown' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('timer' as const), index: fc.nat(5) }) },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 20, arbitrary: act },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('openAnother' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      minutes: fc.constantFrom(1, 5, 10, 15, 30, 60),
      // One millisecond to either side of a deadline is where mistakes live.
      ms: fc.constantFrom(-1, 0, 0, 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('grant' as const, 'revoke' as const), person, role }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('crash' as const), after: fc.nat(9), command: act }),
  },
);
const rules: fc.Arbitrary<Policy> = fc.record({
  groups: fc.array(
    fc.record({
      of: fc.uniqueArray(role, { minLength: 1, maxLength: 2 }),
      quorum: fc.integer({ min: 1, max: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  timelockMs: fc.constantFrom(0, 10 * MINUTE, 60 * MINUTE),
  expiresMs: fc.constantFrom(30 * MINUTE, 120 * MINUTE),
  graceMs: fc.constantFrom(15 * MINUTE, 60 * MINUTE),
  veto: fc.constantFrom([], ['v']),
  denials: fc.integer({ min: 1, max: 2 }),
  holdMs: fc.constantFrom(0, 0, 5 * MINUTE),
  reason: fc.constant('optional' as const),
  confirm: fc.constant('none' as const),
  code: fc.constant('none' as const),
  via: fc.constantFrom(['button', 'reaction'] as const, ['button', 'reaction'] as const, ['button'] as const),
});

/** One who may approve otherwise benefits, now and then; or the requester, who never approves anyway. */
const policy: fc.Arbitrary<Policy> = fc
  .tuple(rules, fc.constantFrom([], [], ['p1'], ['p0', 'p2']))
  .map(([written, beneficiaries]) => (beneficiaries.length === 0 ? written : { ...written, beneficiaries }));

export const histories: fc.Arbitrary<History> = fc.record({
  policy,
  roles: fc.array(fc.uniqueArray(role, { minLength: 1, maxLength: 2 }), {
    minLength: PEOPLE.length,
    maxLength: PEOPLE.length,
  }),
  commands: fc.array(command, { minLength: 3, maxLength: 25 }),
});

/** Plays a history to the machine and to the model, and compares them after each command. */
export async function play(history: History, machine: Machine): Promise<void> {
  const { policy } = history;
  const grants: Grants = new Map();
  let now = Date.parse('2026-01-01T00:00:00Z');
  const setTime = (ms: number) => {
    now = ms;
    machine.setTime(new Date(ms));
  };
  setTime(now);
  for (const [index, id] of PEOPLE.entries()) {
    const roles = history.roles[index] ?? [];
    grants.set(id, new Map(roles.map((name) => [name, 0])));
    machine.people.put(id, ...roles);
  }
  expect(await machine.open(policy, REQUESTER)).toBe('ok');
  let model: Model = createModel(policy, REQUESTER, grants, now);

  const nameOf = (index: number) => PEOPLE[index] ?? REQUESTER;

  async function perform(one: Command): Promise<void> {
    switch (one.do) {
      case 'advance':
        return setTime(now + one.minutes * MINUTE + one.ms);
      case 'grant':
      case 'revoke':
        return changeRole(one.do, nameOf(one.person), one.role);
      case 'openAnother':
        return openAnother();
      case 'crash': {
        const outcome = await machine.crash(one.after, () => actOn(machine, one.command));
        return outcome.died ? undefined : check(one.command, outcome.answer);
      }
      default:
        await check(one, await actOn(machine, one));
        if (one.do === 'vote' && one.twice) await check(one, await actOn(machine, one));
    }
  }

  function actOn(target: Machine, one: Act): Promise<Expected | 'none'> {
    switch (one.do) {
      case 'vote':
        return target.vote({ ...one, person: nameOf(one.person) });
      case 'withdrawVote':
      case 'veto':
      case 'withdraw':
        return target[one.do](nameOf(one.person));
      case 'stop':
        return target.stop(one.state);
      case 'claim':
        return target.claim();
      case 'settle':
        return target.settle(one.outcome);
      case 'timer':
        return target.timer(one.index);
    }
  }

  function expectedOf(one: Act): Expected {
    switch (one.do) {
      case 'vote':
        return model.vote({ ...one, person: nameOf(one.person) }, now);
      case 'withdrawVote':
      case 'veto':
      case 'withdraw':
        return model[one.do](nameOf(one.person), now);
      case 'stop':
        return model.stop(one.state, now);
      case 'claim':
        return model.claim(now);
      case 'settle':
        return model.settle(one.outcome);
      case 'timer':
        model.look(now);
        return 'ok';
    }
  }

  async function check(one: Act, answer: Expected | 'none'): Promise<void> {
    if (answer === 'none') return;
    expect(answer).toBe(expectedOf(one));
    // Settling is the one act that does not look at the time.
    if (one.do === 'settle') return;
    const current = await machine.current();
    expect(current.state).toBe(model.state(now));
    if (current.state !== 'timelocked' && current.state !== 'ready') return;
    expect({ from: current.from, until: current.until }).toEqual(model.window());
  }

  /** A refused opening is rolled back with everything that it noticed about the one in its way. */
  async function openAnother(): Promise<void> {
    const live = ['pending', 'timelocked', 'ready', 'claimed'].includes(model.state(now));
    const busy = live && !model.overdue(now);
    expect(await machine.open(policy, REQUESTER)).toBe(busy ? 'no' : 'ok');
    if (!busy) model = createModel(policy, REQUESTER, grants, now);
  }

  function changeRole(change: 'grant' | 'revoke', id: string, name: string): void {
    // What happens in the same millisecond cannot be told apart by its time.
    setTime(now + 1);
    const held = grants.get(id);
    if (change === 'revoke') {
      held?.delete(name);
      machine.people.revoke(id, name);
    } else if (held !== undefined && !held.has(name)) {
      held.set(name, now);
      machine.people.grant(id, { role: name, since: new Date(now) });
    }
    model.rolesChanged();
  }

  for (const one of history.commands) await perform(one);
}
