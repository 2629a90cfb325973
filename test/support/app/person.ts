import type { Form } from '../../../src/chat/card.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { account, placeIn } from '../chat/memory-platform.ts';
import type { AppWorld } from './app.ts';
import { atTheirPace } from './pace.ts';

/** What somebody does and sees in chat. Everything waits until it can be done. */
export interface Person {
  /** `/twist health`, in their channel unless another is named. */
  command(text: string, options?: { readonly [name: string]: string }, channel?: string): Promise<void>;
  /** The newest message with all these texts in it; waits for it. */
  sees(text: string | readonly string[], channel?: string): Promise<Seen>;
  /** Everything of this test in a channel now. */
  all(channel?: string): Promise<readonly Seen[]>;
  /** A message as it is now. */
  again(message: Seen): Promise<Seen>;
  /** Waits until a message says this. */
  reads(message: Seen, text: string): Promise<Seen>;
  thread(message: Seen): Promise<readonly Seen[]>;
  click(message: Seen, label: string): Promise<void>;
  /** Clicks a button as it stood on the message when it was read, though it may be gone by now. */
  stale(message: Seen, label: string): Promise<void>;
  /** The form that is open; waits for it. */
  form(): Promise<Form>;
  submit(values: { readonly [name: string]: string }, channel?: string): Promise<void>;
  react(message: Seen, emoji: string): Promise<void>;
  unreact(message: Seen, emoji: string): Promise<void>;
}

/** What somebody acts in. */
type Around = Pick<AppWorld, 'platform' | 'until' | 'scene' | 'noted'>;

/** @param channel where they are unless a call names another one */
export function personIn(world: Around, who: string, channel = 'ops-twist'): Person {
  const here = channel;
  const me = account(who);
  const { platform, until } = world;

  async function nonceOf(message: Seen, label: string): Promise<string> {
    return until(`${who} finds the button ${label} on:\n${message.text}`, async () => {
      const now = await person.again(message);
      return now.controls.find((control) => control.label === label)?.nonce;
    });
  }

  const person: Person = {
    async command(text, options = {}, channel = here) {
      await atTheirPace(who, text);
      await platform.command(me, placeIn(channel), text.replace(/^\//, '').split(' '), options);
    },
    async sees(text, channel = here) {
      const wanted = typeof text === 'string' ? [text] : text;
      try {
        return await until(`${who} sees ${wanted.join(' … ')} in ${channel}`, async () =>
          (await person.all(channel)).findLast((one) => wanted.every((part) => one.text.includes(part))),
        );
      } catch (error) {
        const shown = (await person.all(channel)).slice(-5).map((one) => one.text);
        throw new Error([(error as Error).message, ...shown].join('\n---\n'));
      }
    },
    async all(channel = here) {
      const all = await platform.see(me, placeIn(channel));
      // The platform of the tests numbers its messages: m1, m2, …
      return all.filter(({ ref }) => Number(ref.message.slice(1)) > world.scene);
    },
    async again(message) {
      const all = await person.all(message.ref.channel);
      const found = all.find((one) => one.ref.message === message.ref.message);
      if (found === undefined) throw new Error(`${who} does not see this any more:\n${message.text}`);
      return found;
    },
    async reads(message, text) {
      try {
        return await until(`${who} reads ${text}`, async () => {
          const now = await person.again(message);
          return now.text.includes(text) && now;
        });
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${(await person.again(message)).text}`);
      }
    },
    thread: (message) => platform.seeThread(me, message.ref),
    async click(message, label) {
      const nonce = await nonceOf(message, label);
      await atTheirPace(who, 'click');
      await platform.click(me, message.ref, nonce);
    },
    async stale(message, label) {
      const nonce = message.controls.find((control) => control.label === label)?.nonce;
      if (nonce === undefined) throw new Error(`${label} never stood on:\n${message.text}`);
      await platform.click(me, message.ref, nonce);
    },
    form: () => until(`${who} has a form`, () => platform.seeForm(me)),
    async submit(values, channel = here) {
      const form = await person.form();
      await atTheirPace(who, 'submit');
      await platform.submit(me, placeIn(channel), form.nonce, values);
    },
    async react(message, emoji) {
      await world.noted(message);
      await platform.react(me, message.ref, emoji);
    },
    unreact: (message, emoji) => platform.unreact(me, message.ref, emoji),
  };
  return person;
}

/** The id of the request or run that a card is about, from its small print. */
export function idOn(card: Seen): string {
  const id = /\b(?:apr|run)-\w+/.exec(card.text.split('\n').at(-1) ?? '')?.[0];
  if (id === undefined) throw new Error(`no id on:\n${card.text}`);
  return id;
}
