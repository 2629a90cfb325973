import { describe, expect, it } from 'vitest';
import { meantAction } from '../../../src/commands/meant-action.ts';
import type { ActionView } from '../../../src/commands/services.ts';
import { actionView } from './support.ts';

const REVOKE = actionView({
  ref: 'upgrade:key/revoke',
  runbook: 'upgrade',
  title: 'Revoke a compromised key',
});
const REPLACE = actionView({ ref: 'upgrade:key/replace', runbook: 'upgrade', title: 'Replace the key' });
const OTHER = actionView({ ref: 'quant:key/revoke', runbook: 'quant', title: 'Revoke the compromised key' });

/** @param hidden system of which this person may be told nothing */
function meant(typed: string, actions: readonly ActionView[], hidden?: string) {
  const find = (ref: string) => actions.find((one) => one.ref === ref);
  const services = {
    catalogue: { actions: () => actions, find, nearest: () => ['upgrade:key/replace', 'upgrade:key/revoke'] },
    people: {
      authorizeAll: async (_who: unknown, deeds: readonly { readonly system: string }[]) =>
        deeds.map(({ system }) => ({ effect: system === hidden ? 'deny' : 'allow' })),
    },
  };
  return meantAction({ services, principal: undefined } as never, typed);
}

describe('an action that somebody names', () => {
  it('is the only one of that id, as documents and forms print it', async () => {
    expect(await meant(' key/revoke ', [REPLACE, REVOKE])).toBe(REVOKE);
    expect(await meant('upgrade:key/revoke', [REPLACE, REVOKE, OTHER])).toBe(REVOKE);
  });

  it('is asked for with a button for each where several systems have it', async () => {
    await expect(meant('key/revoke', [REVOKE, REPLACE, OTHER])).rejects.toMatchObject({
      refusal: {
        code: 'action.several',
        offers: [{ action: 'upgrade:key/revoke' }, { action: 'quant:key/revoke' }],
      },
    });
  });

  it('is the one that this person may know of, and nothing tells of the other', async () => {
    expect(await meant('key/revoke', [REVOKE, OTHER], 'quant')).toBe(REVOKE);
    await expect(meant('key/rewoke', [REPLACE, REVOKE], 'upgrade')).rejects.toMatchObject({
      refusal: { why: 'No action that you may run is called so.', offers: [] },
    });
  });

  it('is offered with buttons where it is misspelt', async () => {
    await expect(meant('key/rewoke', [REPLACE, REVOKE])).rejects.toMatchObject({
      refusal: { offers: [{ action: 'upgrade:key/replace', title: 'Replace the key' }, {}] },
    });
  });
});
