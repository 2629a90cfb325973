import { useEffect, useState } from './preact.js';

/**
 * @typedef {object} State
 * @property {boolean} ready
 * @property {string} me
 * @property {readonly import('./types.js').Persona[]} personas
 * @property {readonly import('./types.js').Channel[]} channels
 * @property {readonly import('./types.js').Command[]} commands
 * @property {readonly string[]} emoji
 * @property {string} firstCommand
 * @property {{ view: 'channel' | 'log', channel: string, thread: string | null, subject: string | null }} route
 * @property {ReadonlyMap<string, import('./types.js').Message>} messages
 * @property {ReadonlyMap<string, boolean>} more channels that are loaded, and whether older messages exist
 * @property {'connecting' | 'live' | 'lost'} connection
 * @property {import('./types.js').OpenForm | null} form
 * @property {readonly import('./types.js').Pending[]} pending commands that were sent and not yet answered
 * @property {readonly { id: string, refusal: import('./types.js').Refusal }[]} toasts
 * @property {{ count: number, channel: string, thread: string | null }} acted how often somebody sent something, and where last
 * @property {{ label: string, about: string, go: () => void } | null} doubt a click that is asked again
 * @property {boolean} help
 * @property {boolean} drawer
 */

/** @type {State} */
let state = {
  ready: false,
  me: '',
  personas: [],
  channels: [],
  commands: [],
  emoji: [],
  firstCommand: '',
  route: { view: 'channel', channel: '', thread: null, subject: null },
  messages: new Map(),
  more: new Map(),
  connection: 'connecting',
  form: null,
  pending: [],
  toasts: [],
  acted: { count: 0, channel: '', thread: null },
  doubt: null,
  help: false,
  drawer: false,
};

/** @type {Set<() => void>} */
const listeners = new Set();

export function current() {
  return state;
}

/** @param {Partial<State>} change */
export function update(change) {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/** Renders again whenever the state changes. */
export function useStore() {
  const [, again] = useState(0);
  const rendered = state;
  useEffect(() => {
    const listener = () => again((/** @type {number} */ n) => n + 1);
    listeners.add(listener);
    // What changed between the render and this is told to nobody else.
    if (state !== rendered) listener();
    return () => listeners.delete(listener);
  }, []);
  return rendered;
}

/** Somebody sent something in a place: what comes of it is what they look for. @param {import('./types.js').Place} place */
export function markActed({ channel, thread }) {
  update({ acted: { count: state.acted.count + 1, channel, thread: thread ?? null } });
}

/**
 * Grows with each thing that was sent in a place, while it is the last one where that happened; 0 elsewhere.
 * @param {import('./types.js').Place} place
 */
export function useActed({ channel, thread }) {
  const { acted } = useStore();
  return acted.channel === channel && acted.thread === (thread ?? null) ? acted.count : 0;
}

/**
 * Takes messages in; an older revision never replaces a newer one.
 * @param {readonly import('./types.js').Message[]} incoming
 */
export function mergeMessages(incoming) {
  const messages = new Map(state.messages);
  for (const message of incoming) {
    const known = messages.get(message.id);
    if (!known || known.rev < message.rev) messages.set(message.id, message);
  }
  update({ messages });
}

/**
 * @param {State} from
 * @param {string} channel
 */
export function channelMessages(from, channel) {
  return [...from.messages.values()]
    .filter((message) => message.channel === channel && message.thread === null && !message.deleted)
    .sort((a, b) => a.seq - b.seq);
}

/**
 * @param {State} from
 * @param {string} root
 */
export function replies(from, root) {
  return [...from.messages.values()]
    .filter((message) => message.thread === root && !message.deleted)
    .sort((a, b) => a.seq - b.seq);
}

/**
 * @param {Pick<State, 'personas'>} from
 * @param {string} id
 */
export function personaName(from, id) {
  return from.personas.find((persona) => persona.id === id)?.name ?? id;
}

/** Ids of the personas whom a message calls. @param {import('./types.js').Message} message */
export function callsOf({ body }) {
  const calls = body?.type === 'card' ? body.card.calls : body?.calls;
  return (calls ?? []).map(({ id }) => id);
}

/** @param {unknown} error */
export function showError(error) {
  const refusal =
    error && typeof error === 'object' && 'refusal' in error
      ? /** @type {import('./types.js').Refusal} */ (error.refusal)
      : { code: 'page', what: 'That did not work.', why: String(error), next: 'Reload the page.' };
  const id = crypto.randomUUID();
  update({ toasts: [...state.toasts, { id, refusal }] });
}

/** @param {string} id */
export function dismissToast(id) {
  update({ toasts: state.toasts.filter((toast) => toast.id !== id) });
}
