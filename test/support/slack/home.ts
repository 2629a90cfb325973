import { setTimeout as sleep } from 'node:timers/promises';
import { nonceOf } from '../../../src/bot/platforms/slack/render/controls.ts';
import type { Driver, HomePage } from '../../contract/chat-harness.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { FakeSlack } from './fake-slack.ts';
import { show } from './shown.ts';
import { openDirectMessages, TEAM } from './state.ts';
import type { Tracker } from './track.ts';

/** The Home tab of the app, as a person uses it. */
export function slackHome({ people, state }: FakeSlack, { settle }: Tracker, drive: Driver): HomePage {
  async function published(user: string, work: () => Promise<unknown>): Promise<void> {
    const before = state.homes.get(user)?.published ?? 0;
    await work();
    const giveUpAt = performance.now() + PATIENCE_MS;
    while ((state.homes.get(user)?.published ?? 0) === before) {
      if (performance.now() > giveUpAt) throw new Error('the Home tab was not published');
      await sleep(2);
    }
  }

  return {
    async open({ id }) {
      await published(id, () => people.openHome(id));
      const { text, controls } = show('', state.homes.get(id)?.blocks ?? []);
      return {
        text,
        controls: controls.map(({ label, actionId }) => {
          const nonce = nonceOf(actionId);
          return nonce === undefined ? { label } : { label, nonce };
        }),
      };
    },
    async click({ id }, nonce) {
      await published(id, () => settle(() => people.clickHome(id, `nonce:${nonce}`)));
    },
    answers: (by) =>
      drive.see(by, { platform: 'slack', workspace: TEAM, channel: openDirectMessages(state, by.id) }),
  };
}
