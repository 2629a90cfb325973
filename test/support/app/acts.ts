import type { Seen } from '../../contract/chat-harness.ts';
import type { AppWorld } from './app.ts';
import { type Person, personIn } from './person.ts';

/** Who asks for an action, with what, and who approves it. */
export interface Asked {
  readonly by?: string;
  /** The fields of its form; absent: it has none. */
  readonly form?: Readonly<Record<string, string>>;
  readonly approvers?: readonly string[];
}

/** What people do with the actions of one system, and the cards that come of it. */
export interface Acts {
  as(who: string): Person;
  /** Runs what needs no approval, and answers its card once it says all this. */
  ran(action: string, texts: readonly string[], asked?: Asked): Promise<Seen>;
  /** Asks for an action, has it approved, and answers the card of its request. */
  approved(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that is carried out. */
  carriedOut(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that fails, and answers the card of its run. */
  failed(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** Asks for what is not started, and answers what is said instead. */
  refused(action: string, texts: readonly string[], by?: string): Promise<Seen>;
  /** Breaks the glass for an action, and answers the card of its review. */
  brokenGlass(action: string, title: string, by?: string): Promise<Seen>;
}

const ON_CALL = 'ana';
/** Somebody who only looks. */
const ONLOOKER = 'ivan';

/** @param channel where the system is operated */
export function actsOn(world: AppWorld, system: string, channel: string): Acts {
  const as = (who: string): Person => personIn(world, who, channel);

  async function ask(action: string, by: string, form?: Asked['form']): Promise<void> {
    await as(by).command('/ops run', { action: `${system}:${action}` });
    if (form !== undefined) await as(by).submit(form);
  }

  /** The newest message with these texts that was not there before `doing`: the same is asked for more than once. */
  async function newAfter(who: string, texts: readonly string[], doing: () => Promise<void>): Promise<Seen> {
    const before = new Set((await as(who).all()).map(({ ref }) => ref.message));
    await doing();
    const found = async () => (await as(who).all()).filter(({ ref }) => !before.has(ref.message));
    try {
      return await world.until(`${who} sees ${texts.join(' … ')} anew`, async () =>
        (await found()).findLast(({ text }) => texts.every((part) => text.includes(part))),
      );
    } catch (error) {
      const shown = (await found()).map(({ text }) => text);
      throw new Error([(error as Error).message, ...shown].join('\n---\n'));
    }
  }

  const approved: Acts['approved'] = async (action, title, asked = {}) => {
    const { by = ON_CALL, form, approvers = ['ben'] } = asked;
    const card = await newAfter(ONLOOKER, [`Approval needed: ${title}`], () => ask(action, by, form));
    for (const approver of approvers) await as(approver).click(card, 'Approve');
    return card;
  };

  return {
    as,
    approved,
    ran: (action, texts, { by = ON_CALL, form } = {}) => newAfter(by, texts, () => ask(action, by, form)),
    carriedOut: async (action, title, asked) =>
      as(ONLOOKER).reads(await approved(action, title, asked), 'Carried out'),
    failed: (action, title, asked) =>
      newAfter(ONLOOKER, [title, 'Failed', 'What you can do'], async () => {
        await as(ONLOOKER).reads(await approved(action, title, asked), 'it failed');
      }),
    refused: (action, texts, by = ON_CALL) => newAfter(by, texts, () => ask(action, by)),
    brokenGlass: (action, title, by = ON_CALL) =>
      newAfter(ONLOOKER, [`Break-glass: ${title}`], async () => {
        const form = { _reason: `${title} at once`, _confirmation: action };
        const preview = await newAfter(by, [`Break the glass? ${title}`], () => ask(action, by, form));
        await as(by).click(preview, 'Break the glass now');
      }),
  };
}
