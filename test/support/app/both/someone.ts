import type { Seen } from '../../../contract/chat-harness.ts';
import type { ShownCard } from './shown-card.ts';
import type { PlatformId } from './team.ts';

type Message = Pick<Seen, 'ref'>;

/** What one person does with one platform's client. Nothing waits for the program, apart from what is looked for. */
export interface Client {
  readonly platform: PlatformId;
  /** Sends a command with its options, filling the form that a platform may show for them. */
  command(path: string, options: { readonly [name: string]: string }): Promise<void>;
  hasForm(): boolean;
  /** Hands in the form that is open. */
  submit(values: { readonly [name: string]: string }): Promise<void>;
  press(message: Message, nonce: string): Promise<void>;
  react(message: Message, emoji: string): Promise<void>;
  /** Everything of this scene that the person sees in the channel of operations now. */
  all(): readonly Seen[];
  card(message: Message): ShownCard;
}

/** One person on one platform, who looks until what they look for is there. */
export interface Someone extends Client {
  /** The newest message with all these texts; waits for it. */
  sees(...texts: readonly string[]): Promise<Seen>;
  /** The same among the messages that everybody sees. */
  seesCard(...texts: readonly string[]): Promise<Seen>;
  /** Waits until a message says this. */
  reads(message: Message, text: string): Promise<Seen>;
  click(message: Message, label: string): Promise<void>;
  again(message: Message): Seen;
  /** Does something until something comes of it: once, or again and again where events get lost. */
  insists<T>(what: string, act: () => unknown, look: () => T | false | undefined): Promise<T>;
  /** Looks for a card with all these texts; where events get lost, minutes pass meanwhile. */
  waits(...texts: readonly string[]): Promise<Seen>;
  /** Sends a command until a message with all these texts is there. */
  asks(path: string, ...texts: readonly string[]): Promise<Seen>;
  /** Clicks, unless the button is gone by now, until a message with all these texts is there. */
  clicksFor(message: Message, label: string, ...texts: readonly string[]): Promise<Seen>;
}

/** Waits until the probe answers something. @throws Error when it never does */
export type Until = <T>(
  what: string,
  probe: () => T | false | undefined | Promise<T | false | undefined>,
) => Promise<T>;

/** What people do where events get lost. */
export interface Habits {
  /** For how many milliseconds somebody sees nothing come of what they have done so many times before they do it again. */
  readonly againAfterMs: (times: number) => number;
  /** Lets a minute pass for those who look on. */
  readonly passMinute: () => void;
}

const PATIENT: Habits = { againAfterMs: () => Number.POSITIVE_INFINITY, passMinute: () => {} };

export function someone(
  client: Client,
  until: Until,
  { againAfterMs, passMinute }: Habits = PATIENT,
): Someone {
  const newest = (texts: readonly string[], from = client.all()): Seen | undefined =>
    from.findLast((one) => texts.every((text) => one.text.includes(text)));

  const cards = (): readonly Seen[] => client.all().filter((one) => !one.quiet);

  async function looking<T>(
    what: string,
    probe: () => T | false | undefined | Promise<T | false | undefined>,
  ): Promise<T> {
    try {
      return await until(what, probe);
    } catch (error) {
      const shown = client.all().map((one) => one.text);
      throw new Error(`${(error as Error).message}, but on ${client.platform}:\n${shown.join('\n---\n')}`);
    }
  }

  const me: Someone = {
    ...client,
    sees: (...texts) => looking(`see ${texts.join(' … ')}`, () => newest(texts)),
    seesCard: (...texts) => looking(`see the card ${texts.join(' … ')}`, () => newest(texts, cards())),
    reads: (message, text) =>
      looking(`read ${text}`, () => {
        const now = me.again(message);
        return now.text.includes(text) && now;
      }),
    async click(message, label) {
      const { controls, text } = me.again(message);
      const nonce = controls.find((control) => control.label === label)?.nonce;
      if (nonce === undefined) throw new Error(`${label} does not stand on:\n${text}`);
      await client.press(message, nonce);
    },
    again({ ref }) {
      const found = client.all().find((one) => one.ref.message === ref.message);
      if (found === undefined) throw new Error(`the message ${ref.message} is not there any more`);
      return found;
    },
    async insists(what, act, look) {
      let [times, nextAt] = [0, 0];
      return looking(what, async () => {
        const found = look();
        if ((found !== undefined && found !== false) || performance.now() < nextAt) return found;
        times += 1;
        nextAt = performance.now() + againAfterMs(times);
        await act();
        return look();
      });
    },
    waits(...texts) {
      // More patient than with a click: the time for votes is not used up while there is work on one.
      const patience = (): number => performance.now() + 3 * againAfterMs(1);
      let nextAt = patience();
      return looking(`see the card ${texts.join(' … ')} as time passes`, () => {
        if (performance.now() > nextAt) {
          passMinute();
          nextAt = patience();
        }
        return newest(texts, cards());
      });
    },
    asks: (path, ...texts) =>
      me.insists(
        `see ${texts.join(' … ')} after /${path}`,
        () => client.command(path, {}),
        () => newest(texts),
      ),
    clicksFor: (message, label, ...texts) =>
      me.insists(
        `see ${texts.join(' … ')} after a click on ${label}`,
        async () => {
          const nonce = me.again(message).controls.find((control) => control.label === label)?.nonce;
          if (nonce !== undefined) await client.press(message, nonce);
        },
        () => newest(texts),
      ),
  };
  return me;
}
