import type { Seen } from '../../../contract/chat-harness.ts';

type Shown = Pick<Seen, 'ref'>;

/** What one person does with one platform's client. Nothing waits for the program, apart from what is looked for. */
export interface Client {
  readonly platform: 'discord' | 'slack';
  /** Sends a command with its options, filling the form that a platform may show for them. */
  command(path: string, options: { readonly [name: string]: string }): Promise<void>;
  /** Hands in the form that is open. False while none is. */
  submit(values: { readonly [name: string]: string }): Promise<boolean>;
  press(message: Shown, nonce: string): Promise<void>;
  react(message: Shown, emoji: string): Promise<void>;
  /** Everything that this person sees in the channel of operations now. */
  all(): readonly Seen[];
}

/** One person on one platform, who looks until what they look for is there. */
export interface Someone extends Client {
  /** The newest message with all these texts; waits for it. */
  sees(...texts: readonly string[]): Promise<Seen>;
  /** The same among the messages that everybody sees. */
  seesCard(...texts: readonly string[]): Promise<Seen>;
  /** Waits until a message says this. */
  reads(message: Shown, text: string): Promise<Seen>;
  click(message: Shown, label: string): Promise<void>;
  /** Does something again and again, as somebody does who sees nothing come of it, until a card says all this. */
  insists(texts: readonly string[], act: () => Promise<unknown>): Promise<Seen>;
  again(message: Shown): Seen;
}

/** Waits until the probe answers something. @throws Error when it never does */
export type Until = <T>(
  what: string,
  probe: () => T | false | undefined | Promise<T | false | undefined>,
) => Promise<T>;

const AGAIN_AFTER_MS = 700;

export function someone(client: Client, until: Until): Someone {
  const find = (texts: readonly string[], from = client.all()): Seen | undefined =>
    from.findLast((one) => texts.every((text) => one.text.includes(text)));
  const cards = (): readonly Seen[] => client.all().filter((one) => !one.quiet);

  async function looking<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
    try {
      return await until(what, probe);
    } catch (error) {
      const shown = client.all().map((one) => one.text);
      throw new Error(`${(error as Error).message}, but on ${client.platform}:\n${shown.join('\n---\n')}`);
    }
  }

  const me: Someone = {
    ...client,
    sees: (...texts) => looking(`see ${texts.join(' … ')}`, () => find(texts)),
    seesCard: (...texts) => looking(`see the card ${texts.join(' … ')}`, () => find(texts, cards())),
    reads: (message, text) =>
      looking(`read ${text}`, () => {
        const now = me.again(message);
        return now.text.includes(text) ? now : undefined;
      }),
    async click(message, label) {
      const { controls, text } = me.again(message);
      const nonce = controls.find((control) => control.label === label)?.nonce;
      if (nonce === undefined) throw new Error(`${label} does not stand on:\n${text}`);
      await client.press(message, nonce);
    },
    insists(texts, act) {
      let nextAt = 0;
      return looking(`see ${texts.join(' … ')}`, async () => {
        const found = find(texts, cards());
        if (found !== undefined || performance.now() < nextAt) return found;
        await act();
        nextAt = performance.now() + AGAIN_AFTER_MS;
        return undefined;
      });
    },
    again({ ref }) {
      const found = client.all().find((one) => one.ref.message === ref.message);
      if (found === undefined) throw new Error(`the message ${ref.message} is not there any more`);
      return found;
    },
  };
  return me;
}
