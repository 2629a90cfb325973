import { describe, expect, it } from 'vitest';
import { pageIn } from '../../../../src/bot/calls/page.ts';
import { type Callee, shareOut } from '../../../../src/bot/calls/share.ts';
import { overdueCard } from '../../../../src/bot/cards/overdue-card.ts';
import { callsAt, MOST_CALLED } from '../../../../src/chat/calls.ts';
import { cardText } from '../../../../src/chat/card.ts';
import type { Place } from '../../../../src/chat/inbound.ts';
import type { Account } from '../../../../src/people/principal.ts';

const discord = (workspace: string, id = 'ops'): Place => ({ platform: 'discord', workspace, channel: id });
const SLACK: Place = { platform: 'slack', workspace: 'T1', channel: 'ops' };
const [MAIN, EU, ASIA] = [discord('main'), discord('eu'), discord('asia')];

const GLASS = {
  id: 'apr-1',
  subject: { kind: 'plan', id: 'twist:stop', title: 'Stop' },
  requester: { id: 'ana', name: 'Ana' },
  reason: 'it burns',
  review: null,
};

function on(place: Place, id: string): Account {
  return { platform: place.platform, workspace: place.workspace, id };
}

/** With accounts of the same id in each of the places. */
function person(principal: string, ...places: readonly Place[]): Callee {
  return { principal, accounts: places.map((place) => on(place, principal)) };
}

/** Whom the message in each place calls, when it is sent there. */
function shared(people: readonly Callee[], places: readonly Place[]): readonly (readonly string[])[] {
  const shares = shareOut(
    people,
    places.map((place, id) => ({ id, place })),
  );
  return places.map((place, id) => callsAt(shares.get(id), place).map((one) => one.id));
}

describe('whom each card of a thing calls', () => {
  it('is everybody once, on the first that stands where they have an account', () => {
    const ana: Callee = { principal: 'ana', accounts: [on(MAIN, '1'), on(SLACK, 'U1')] };
    expect(shared([ana, person('U2', SLACK)], [MAIN, SLACK])).toEqual([['1'], ['U2']]);
  });

  it('is somebody in every server where they may be: no more is known than their id', () => {
    expect(shared([person('ben', MAIN, EU, ASIA)], [MAIN, EU])).toEqual([['ben'], ['ben']]);
  });

  it('is nobody twice in one server', () => {
    expect(shared([person('ben', MAIN)], [MAIN, discord('main', 'fallback')])).toEqual([['ben'], []]);
    const twice: Callee = { principal: 'ana', accounts: [on(SLACK, 'U1'), on(SLACK, 'U9')] };
    expect(shared([twice], [SLACK])).toEqual([['U1']]);
  });

  it('keeps all of their accounts, for where the card may have to go', () => {
    const calls = shareOut([person('ana', MAIN, SLACK)], [{ id: 1, place: MAIN }]).get(1);
    expect(callsAt(calls, SLACK).map(({ id }) => id)).toEqual(['ana']);
  });

  it('goes on to the next card where one has no room left', () => {
    const people = Array.from({ length: 30 }, (_, n) => person(`p${n}`, MAIN, SLACK));
    const [first = [], second = []] = shared(
      people.map(({ principal }) => ({
        principal,
        accounts: [on(MAIN, principal), on(SLACK, `U-${principal}`)],
      })),
      [MAIN, SLACK],
    );
    expect([first.length, second.length]).toEqual([MOST_CALLED, 5]);
  });
});

describe('whom the page of an overdue review calls', () => {
  const everywhere = [MAIN, EU, ASIA, SLACK];
  const called = (people: readonly Callee[]) => {
    const page = pageIn(everywhere, people);
    const calls = everywhere.map((place, index) => callsAt(page.calls[index], place).map(({ id }) => id));
    return { page, calls };
  };

  it('is the whole role, in every place, however many accounts they have', () => {
    const people = Array.from({ length: 10 }, (_, n) => person(`p${n}`, ...everywhere));
    const { page, calls } = called(people);
    expect(calls.map((one) => one.length)).toEqual([10, 10, 10, 10]);
    expect(page).toMatchObject({ absent: [], crowdedOut: [] });
  });

  it('begins in each place with those who are called nowhere else', () => {
    const people = Array.from({ length: 40 }, (_, n) => person(`p${n}`, MAIN, EU));
    const { page, calls } = called(people);
    expect(new Set(calls.flat()).size).toBe(40);
    expect(calls[1]?.slice(0, 15)).toEqual(people.slice(25).map(({ principal }) => principal));
    expect(page.crowdedOut).toEqual([]);
  });

  it('is named on the card where it is not called, with the true reason', () => {
    const crowd = Array.from({ length: 27 }, (_, n) => person(`p${n}`, SLACK));
    const elsewhere = person('lea', discord('other'));
    const card = overdueCard(GLASS, pageIn([SLACK], [...crowd, elsewhere]), (one) => one.toUpperCase());
    expect(cardText(card)).toContain('Not called, for want of an account here: LEA.');
    expect(cardText(card)).toContain('Not called, as one message calls 25 people at most: P25, P26.');
    const nobody = overdueCard(GLASS, pageIn([SLACK], []), (one) => one);
    expect(cardText(nobody)).toContain('Nobody holds the role');
  });
});
