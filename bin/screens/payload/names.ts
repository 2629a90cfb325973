import type { Card } from '../../../src/chat/card.ts';
import type { Account } from '../../../src/people/principal.ts';

/** People of the demo as a platform knows them. */
export interface Names {
  /** The card with the accounts that its callees would have on the platform. */
  called(card: Card): Card;
  /** Who an account is. @throws for one that nobody has */
  of(id: string): string;
}

/** @param idOf an id of the form that the platform gives, of the how-manieth person */
export function namesOn(
  platform: Account['platform'],
  people: readonly { readonly id: string; readonly name: string }[],
  idOf: (index: number) => string,
): Names {
  const byId = new Map(people.map(({ name }, index) => [idOf(index), name]));
  return {
    called({ calls = [], ...card }) {
      const accounts = calls.map(({ id }): Account => {
        const index = people.findIndex((one) => one.id === id);
        if (index === -1) throw new Error(`${id} is called, and nobody of the demo`);
        return { platform, workspace: 'demo', id: idOf(index) };
      });
      return accounts.length === 0 ? card : { ...card, calls: accounts };
    },
    of(id) {
      const name = byId.get(id);
      if (name === undefined) throw new Error(`${id} is mentioned, and nobody of the demo`);
      return name;
    },
  };
}
