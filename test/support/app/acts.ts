import type { Seen } from '../../contract/chat-harness.ts';
import type { AppWorld } from './app.ts';
import { isAsking, newest } from './newest.ts';
import { untilPassing } from './passing.ts';
import { type Person, personIn } from './person.ts';

/** Who asks for an action, with what, and who approves it. */
interface Asked {
  readonly by?: string;
  /** The fields of its form; absent: it has none. */
  readonly form?: Readonly<Record<string, string>>;
  readonly approvers?: readonly string[];
}

/** The same, and what its card says at the end. */
interface Ended extends Asked {
  readonly ended?: string | readonly string[];
}

/** Where somebody looks while time passes. */
interface Looking {
  readonly by?: string;
  readonly channel?: string;
  /** So much time passes each time that a run waits; absent: as much as it waits. */
  readonly leapMs?: number;
}

/** What people do with the actions of one system, and the cards that come of it. The time that runs wait passes at once. */
export interface Acts {
  as(who: string): Person;
  /** Asks for an action, and answers the newest message with these texts that was not there before. */
  asked(action: string, texts: string | readonly string[], asked?: Asked): Promise<Seen>;
  /** Runs what needs no approval, and answers its card once it says how it ended; unless told otherwise, that it is done. */
  ran(action: string, title: string, ended?: Ended): Promise<Seen>;
  /** Asks for an action, has it approved, by Ben unless others are named, and answers the card of its request. */
  approved(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that is carried out. */
  carriedOut(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that fails, and answers the card of its run. */
  failed(action: string, title: string, ended?: Ended): Promise<Seen>;
  /** Breaks the glass for an action, and answers the card of its review. A reason and the confirmation are filled in. */
  brokenGlass(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** Somebody confirms on the card of a run, which asks for it, that something is so. Answers that card. */
  confirms(who: string, title: string, question: string, evidence?: string): Promise<Seen>;
  /** Somebody answers on the card of a run what it asks for, by a form. Answers that card. */
  answers(who: string, title: string, question: string, form: NonNullable<Asked['form']>): Promise<Seen>;
  /** Time passes until a card says this. */
  comesTo(card: Seen, text: string): Promise<Seen>;
  /** Time passes until there is a message with these texts; answers the newest one. */
  after(texts: string | readonly string[], looking?: Looking): Promise<Seen>;
}

const ON_CALL = 'ana';
/** Somebody who only looks. */
const ONLOOKER = 'ivan';
/** At the end of a run; the button of a question is called Done as well. */
const DONE = 'Done after';

/**
 * @param channel where the system is operated
 * @param advance the clock of the program, and that of the system's plant
 */
export function actsOn(
  world: AppWorld,
  system: string,
  channel: string,
  advance: (ms: number) => void = world.advance,
): Acts {
  const as = (who: string): Person => personIn(world, who, channel);

  const patiently = (leapMs?: number) => untilPassing(world, advance, leapMs);
  /** As somebody looks while time passes. */
  const patient = (who: string): Person => {
    const { platform, scene, noted } = world;
    return personIn({ platform, until: patiently(), scene, noted }, who, channel);
  };

  /** The newest message with these texts that was not there before `doing`: the same is asked for more than once. */
  async function newAfter(
    until: AppWorld['until'],
    who: string,
    texts: string | readonly string[],
    doing: () => Promise<void>,
  ): Promise<Seen> {
    const before = new Set((await as(who).all()).map(({ ref }) => ref.message));
    await doing();
    return newest(until, who, texts, async () =>
      (await as(who).all()).filter(({ ref }) => !before.has(ref.message)),
    );
  }

  async function ask(action: string, { by = ON_CALL, form }: Asked): Promise<void> {
    await as(by).command('/ops run', { action: `${system}:${action}` });
    if (form !== undefined) await as(by).submit(form);
  }

  const asked: Acts['asked'] = (action, texts, of = {}) =>
    newAfter(world.until, of.by ?? ON_CALL, texts, () => ask(action, of));

  const approved: Acts['approved'] = async (action, title, of = {}) => {
    const card = await newAfter(world.until, ONLOOKER, `Approval needed: ${title}`, () => ask(action, of));
    for (const approver of of.approvers ?? ['ben']) await as(approver).click(card, 'Approve');
    return card;
  };

  /** The card of a run on which somebody is asked just this. */
  const asking = (who: string, title: string, question: string): Promise<Seen> =>
    newest(patiently(), who, [title, question], async () =>
      (await as(who).all()).filter((one) => isAsking(one, question)),
    );

  const comesTo: Acts['comesTo'] = (card, text) => patient(ONLOOKER).reads(card, text);

  return {
    as,
    asked,
    approved,
    comesTo,
    ran: (action, title, { ended = DONE, ...of } = {}) =>
      newAfter(patiently(), of.by ?? ON_CALL, [title, ended].flat(), () => ask(action, of)),
    carriedOut: async (action, title, of) => comesTo(await approved(action, title, of), 'Carried out'),
    failed: (action, title, { ended = [], ...of } = {}) =>
      newAfter(patiently(), ONLOOKER, [title, 'Failed after', 'What you can do', ended].flat(), async () => {
        await comesTo(await approved(action, title, of), 'it failed');
      }),
    brokenGlass: (action, title, { by = ON_CALL, form } = {}) =>
      newAfter(world.until, ONLOOKER, `Break-glass: ${title}`, async () => {
        const sure = { _reason: `${title} at once`, _confirmation: action, ...form };
        const preview = await asked(action, `Break the glass? ${title}`, { by, form: sure });
        await as(by).click(preview, 'Break the glass now');
      }),
    async confirms(who, title, question, evidence = 'https://proof.example.com/1') {
      const card = await asking(who, title, question);
      await as(who).click(card, 'Done');
      await as(who).submit({ evidence });
      return card;
    },
    async answers(who, title, question, form) {
      const card = await asking(who, title, question);
      await as(who).click(card, 'Answer…');
      await as(who).submit(form);
      return card;
    },
    after: (texts, { by = ONLOOKER, channel: where, leapMs } = {}) =>
      newest(patiently(leapMs), by, texts, () => as(by).all(where)),
  };
}
