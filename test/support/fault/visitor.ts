import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Card, Form } from '../../../src/chat/card.ts';
import { cardText } from '../../../src/chat/card.ts';
import { OpsError, type Refusal } from '../../../src/errors.ts';
import type { WireMessage } from '../console/client.ts';
import { PATIENCE_MS } from '../patience.ts';

/** A card in a channel, as somebody sees it. */
export interface SeenCard {
  readonly message: string;
  readonly card: Card;
  readonly text: string;
  /** `apr-…` or `run-…`, from the small print. */
  readonly id: string | undefined;
  readonly onlyYou: boolean;
}

export interface LogEntry {
  readonly seq: number;
  readonly kind: string;
  readonly actor: string;
  readonly data: { readonly [key: string]: unknown };
}

/** Somebody at the console who, like its page, repeats a delivery under the same id until it is answered. */
export interface Visitor {
  /** @returns the form that opened, if one did. @throws OpsError what the page shows itself when it is refused. */
  command(as: string, path: string, options?: Readonly<Record<string, string>>): Promise<Form | undefined>;
  submit(as: string, form: Form, values: Readonly<Record<string, string>>): Promise<Form | undefined>;
  click(as: string, seen: SeenCard, label: string, id?: string): Promise<Form | undefined>;
  cards(as: string, channel?: string): Promise<readonly SeenCard[]>;
  /** All of a channel, and not only its newest page. */
  allCards(as: string, channel: string): Promise<readonly SeenCard[]>;
  /** Texts in the thread of a card. */
  thread(as: string, seen: SeenCard): Promise<readonly string[]>;
  /** Chains of the log, e.g. `run/run-7k2m9q4t`. */
  chains(): Promise<readonly string[]>;
  log(chain: string): Promise<readonly LogEntry[]>;
  /** Looks until there is something to see; the time while the bot is down does not count. */
  until<T>(what: string, look: () => Promise<T | undefined>, looks?: number): Promise<T>;
}

const BETWEEN_MS = 100;
/** It takes seconds to start: to ask it more often keeps the processor from that. */
const WHILE_DOWN_MS = 250;
/** Of a bot that is up. */
const LOOKS = PATIENCE_MS / BETWEEN_MS;
/** A bot that is down for so long, killed and started again and again on a busy machine, does not come back. */
const DOWN_MS = 4 * PATIENCE_MS;

/** @param home the channel where somebody is unless another one is named */
export function visitorOf(url: string, home = 'ops-twist'): Visitor {
  async function answered(path: string, init?: RequestInit): Promise<Response> {
    const giveUpAt = performance.now() + DOWN_MS;
    for (;;) {
      const answer = await fetch(`${url}/api${path}`, { ...init, signal: AbortSignal.timeout(10_000) }).catch(
        (error: unknown) => {
          if (performance.now() > giveUpAt) throw error;
        },
      );
      // The body is read before the answer counts: a bot that dies in between has not answered.
      const body = await answer?.text().catch(() => undefined);
      if (answer !== undefined && body !== undefined && answer.status < 500) {
        return new Response(body, { status: answer.status });
      }
      if (performance.now() > giveUpAt) throw new Error(`${path}: ${answer?.status} ${body}`);
      await sleep(WHILE_DOWN_MS);
    }
  }

  async function get<T>(path: string): Promise<T> {
    return (await (await answered(path)).json()) as T;
  }

  async function post(path: string, body: object, id: string = randomUUID()): Promise<Form | undefined> {
    const answer = await answered(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ id, ...body }),
    });
    const { form, refusal } = (await answer.json()) as { form?: Form; refusal?: Refusal };
    if (refusal !== undefined) throw new OpsError(refusal);
    return form;
  }

  const visitor: Visitor = {
    command: (as, path, options = {}) =>
      post('/command', {
        as,
        channel: path.startsWith('drill') ? 'eng-twist' : home,
        path: path.split(' '),
        options,
      }),
    submit: (as, form, values) => post('/form', { as, channel: home, nonce: form.nonce, values }),
    async click(as, seen, label, id) {
      const control = seen.card.controls.find((one) => one.label === label);
      if (control === undefined || control.type === 'link') throw new Error(`no ${label} on:\n${seen.text}`);
      return post('/click', { as, message: seen.message, nonce: control.nonce }, id);
    },
    async cards(as, channel = home) {
      const page = await get<{ messages: WireMessage[] }>(`/channels/${channel}/messages?as=${as}`);
      return page.messages.flatMap(seenCard);
    },
    async allCards(as, channel) {
      const seen: SeenCard[] = [];
      let before: number | undefined;
      for (;;) {
        const query = before === undefined ? '' : `&before=${before}`;
        const page = await get<{ messages: WireMessage[]; more: boolean }>(
          `/channels/${channel}/messages?as=${as}${query}`,
        );
        seen.push(...page.messages.flatMap(seenCard));
        before = page.messages[0]?.seq;
        if (!page.more) return seen;
      }
    },
    async thread(as, seen) {
      const { replies } = await get<{ replies: WireMessage[] }>(`/messages/${seen.message}?as=${as}`);
      return replies.map(({ body }) => (body?.type === 'text' ? body.text : ''));
    },
    async chains() {
      return (await get<{ subject: string }[]>('/log')).map(({ subject }) => subject);
    },
    async log(chain) {
      // What an entry says comes as the text that people see.
      const { entries } = await get<{ entries: (LogEntry & { data: string })[] }>(`/log/${chain}`);
      return entries.map((entry) => ({ ...entry, data: JSON.parse(entry.data) as LogEntry['data'] }));
    },
    async until(what, look, looks = LOOKS) {
      for (let count = 0; count < looks; count += 1) {
        const found = await look();
        if (found !== undefined) return found;
        await sleep(BETWEEN_MS);
      }
      const seen = (await visitor.cards('ana')).map(({ text }) => text).join('\n---\n');
      throw new Error(`waited in vain: ${what}\nIn the channel:\n${seen}`);
    },
  };
  return visitor;
}

function seenCard({ id: message, body, onlyYou }: WireMessage): readonly SeenCard[] {
  if (body?.type !== 'card') return [];
  const { card } = body;
  const id = /\b(?:apr|run)-\w+/.exec(card.footer ?? '')?.[0];
  return [{ message, card, text: cardText(card), id, onlyYou }];
}
