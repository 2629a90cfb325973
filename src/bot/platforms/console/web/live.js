import { callsOf, current, mergeMessages, update } from './state.js';

const RETRY_MS = 1000;
// The server says something at least every second; silence means that the connection is dead without knowing.
const SILENCE_MS = 8000;

/**
 * Follows every change from `rev` on, through restarts of the server.
 * @param {string} persona
 * @param {number} rev
 * @param {string} boot the process that answered the state
 * @param {() => void} onRestart called when another process answers: its commands may differ
 * @returns {() => void} ends it
 */
export function follow(persona, rev, boot, onRestart) {
  let last = rev;
  let process = boot;
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  let ended = false;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(reconnect, SILENCE_MS);
    if (current().connection !== 'live') update({ connection: 'live' });
  };
  const reconnect = () => {
    source?.close();
    clearTimeout(silence);
    if (ended) return;
    update({ connection: 'lost' });
    silence = setTimeout(connect, RETRY_MS);
  };
  const connect = () => {
    source = new EventSource(`/api/stream?as=${encodeURIComponent(persona)}&since=${last}`);
    source.addEventListener('hello', (event) => {
      heard();
      const answering = JSON.parse(event.data).boot;
      if (answering !== process) onRestart();
      process = answering;
    });
    source.addEventListener('ping', heard);
    source.addEventListener('channels', (event) => {
      heard();
      list(JSON.parse(event.data));
    });
    source.addEventListener('commands', (event) => {
      heard();
      update({ commands: JSON.parse(event.data) });
    });
    source.addEventListener('personas', (event) => {
      heard();
      update({ personas: JSON.parse(event.data) });
    });
    source.addEventListener('message', (event) => {
      heard();
      last = Number(event.lastEventId);
      take(JSON.parse(event.data), rev);
    });
    source.addEventListener('error', reconnect);
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(silence);
    source?.close();
  };
}

/**
 * Channels were opened, archived, or say something else at their head.
 * @param {readonly import('./types.js').ListedChannel[]} listed
 */
function list(listed) {
  const known = new Map(current().channels.map((channel) => [channel.id, channel]));
  update({
    channels: listed.map((channel) => {
      const { readSeq = 0, unread = 0, called = 0 } = known.get(channel.id) ?? {};
      return { ...channel, readSeq, unread, called };
    }),
  });
}

/**
 * @param {import('./types.js').Message} message
 * @param {number} counted up to this revision the server has counted what is unread
 */
function take(message, counted) {
  const state = current();
  const isNew = message.seq > counted && !state.messages.has(message.id);
  const calls = callsOf(message).includes(state.me);
  // A reply counts for whoever it calls.
  const isAside = message.thread !== null && !calls;
  const countsForNobody = isAside || message.deleted || message.author === state.me;
  mergeMessages([message]);
  if (!isNew || countsForNobody) return;
  const channels = state.channels.map((channel) =>
    channel.id === message.channel && message.seq > channel.readSeq
      ? { ...channel, unread: channel.unread + 1, called: channel.called + Number(calls) }
      : channel,
  );
  update({ channels });
}
