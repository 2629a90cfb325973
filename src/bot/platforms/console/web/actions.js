import { get, newId, send } from './api.js';
import { follow } from './live.js';
import { current, markActed, mergeMessages, showError, update } from './state.js';

/** @typedef {import('./types.js').Place} Place */

let endStream = () => {};

/**
 * Loads everything for one persona and follows what changes.
 * @param {string} wanted
 */
export async function actAs(wanted) {
  endStream();
  const first = await get('/state');
  const me = first.personas.some((/** @type {{ id: string }} */ persona) => persona.id === wanted)
    ? wanted
    : first.personas[0].id;
  sessionStorage.setItem('keyturn.persona', me);
  localStorage.setItem('keyturn.persona', me);
  const state = await get(`/state?as=${encodeURIComponent(me)}`);
  // Quiet messages of the persona before must not stay on the page.
  update({ ...snapshot(state), me, messages: new Map(), more: new Map(), pending: [], ready: true });
  endStream = follow(me, state.rev, state.boot, () => {
    get(`/state?as=${encodeURIComponent(me)}`)
      .then((fresh) => update(snapshot(fresh)))
      .catch(showError);
  });
}

/** @param {import('./state.js').State} state */
function snapshot({ personas, channels, commands, emoji, firstCommand }) {
  return { personas, channels, commands, emoji, firstCommand };
}

export function rememberedPersona() {
  return sessionStorage.getItem('keyturn.persona') ?? localStorage.getItem('keyturn.persona') ?? '';
}

/**
 * Loads the newest messages of a channel, or the page before the oldest known one.
 * @param {string} channel
 * @param {number} [before]
 */
export async function loadChannel(channel, before) {
  const { me } = current();
  const query = before === undefined ? '' : `&before=${before}`;
  const path = `/channels/${encodeURIComponent(channel)}/messages?as=${encodeURIComponent(me)}${query}`;
  const { messages, more } = await get(path);
  // The answer may come after somebody switched to another persona.
  if (current().me !== me) return;
  mergeMessages(messages);
  update({ more: new Map(current().more).set(channel, more) });
}

/** @param {string} root */
export async function loadThread(root) {
  const { me } = current();
  const thread = await get(`/messages/${root}?as=${encodeURIComponent(me)}`);
  if (current().me === me) mergeMessages([thread.root, ...thread.replies]);
}

/** @param {import('./types.js').Channel} channel @param {number} seq */
export async function markRead(channel, seq) {
  const { me, channels } = current();
  update({
    channels: channels.map((item) =>
      item.id === channel.id ? { ...item, unread: 0, called: 0, readSeq: Math.max(item.readSeq, seq) } : item,
    ),
  });
  await send('/read', { as: me, channel: channel.id, seq });
}

/**
 * @param {readonly string[]} path
 * @param {Record<string, string>} options
 * @param {Place} place
 */
export async function runCommand(path, options, place) {
  const id = newId();
  const text = `/${path.join(' ')}`;
  markActed(place);
  update({ pending: [...current().pending, { id, place, text }] });
  try {
    await act('/command', { id, path, options, ...place }, place);
  } finally {
    update({ pending: current().pending.filter((item) => item.id !== id) });
  }
}

/**
 * @param {import('./types.js').Message} message
 * @param {string} nonce
 * @param {string} [value] of a select
 */
export async function click(message, nonce, value) {
  const place = { channel: message.channel, thread: message.thread };
  const chosen = value === undefined ? {} : { value };
  await act('/click', { id: newId(), message: message.id, nonce, ...chosen }, place);
}

/**
 * @param {import('./types.js').OpenForm} open
 * @param {string} id
 */
export async function submitForm(open, id) {
  const { place, values } = open;
  markActed(place);
  const answer = await send('/form', { id, as: current().me, nonce: open.form.nonce, values, ...place });
  showForm(answer.form, place);
}

/**
 * @param {import('./types.js').Message} message
 * @param {string} emoji
 */
export async function toggleReaction(message, emoji) {
  const { me } = current();
  const mine = message.reactions.some((item) => item.emoji === emoji && item.personas.includes(me));
  const place = { channel: message.channel, thread: message.thread };
  await act('/reaction', { id: newId(), message: message.id, emoji, added: !mine }, place);
}

/**
 * @param {string} text
 * @param {Place} place
 */
export async function say(text, place) {
  markActed(place);
  await act('/message', { id: newId(), text, ...place }, place);
}

/** @param {import('./types.js').Message} message */
export async function remove(message) {
  await act('/delete', { id: newId(), message: message.id }, message);
}

/**
 * @param {{ path: readonly string[], option: string, text: string, options: Record<string, string> }} query
 * @param {Place} place
 * @returns {Promise<readonly { value: string, label: string }[]>}
 */
export async function complete(query, place) {
  return send('/complete', { as: current().me, ...query, ...place });
}

/**
 * Sends one action of the current persona; a form that comes back opens, a refusal is shown.
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @param {Place} place
 */
async function act(path, body, place) {
  try {
    const { form } = await send(path, { as: current().me, ...body });
    if (form) showForm(form, { channel: place.channel, thread: place.thread });
  } catch (error) {
    showError(error);
  }
}

/**
 * @param {import('./types.js').Form | undefined} form
 * @param {Place} place
 */
function showForm(form, place) {
  if (!form) {
    update({ form: null });
    return;
  }
  const values = Object.fromEntries(form.fields.map((field) => [field.name, field.value ?? '']));
  update({ form: { form, place, values } });
}
