import { loadChannel, markRead } from './actions.js';
import { Composer } from './composer.js';
import { day } from './format.js';
import { Icon, Logo } from './icons.js';
import { around, MessageView } from './message.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from './preact.js';
import { threadHash } from './route.js';
import { channelMessages, personaName, showError, useActed, useStore } from './state.js';

const NEAR_END = 80;

/**
 * Where the view comes to rest: at the end, and never past the head of the newest message, because the verdict stands there.
 * @param {HTMLElement} el
 */
function restOf(el) {
  const end = el.scrollHeight - el.clientHeight;
  const newest = [...el.querySelectorAll('.message')].at(-1);
  if (newest === undefined) return end;
  const head = newest.getBoundingClientRect().top - el.getBoundingClientRect().top + el.scrollTop;
  return Math.max(0, Math.min(end, Math.floor(head)));
}

/**
 * Goes after what is new. Whoever reads on below the head of a long card stays where they are.
 * @param {HTMLElement} el
 */
function follow(el) {
  const rest = restOf(el);
  if (el.scrollTop < rest) el.scrollTop = rest;
}

/**
 * The messages of one channel, and the composer.
 * @param {{ channel: import('./types.js').Channel }} props
 */
export function ChannelView({ channel }) {
  const state = useStore();
  const more = state.more.get(channel.id);
  const messages = channelMessages(state, channel.id);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const lastHeight = useRef(0);
  const [behind, setBehind] = useState(false);
  // The line between old and new stands still while the channel is open.
  const [newFrom] = useState(channel.unread > 0 ? channel.readSeq : Number.POSITIVE_INFINITY);
  const newest = messages.at(-1);

  useEffect(() => {
    if (more === undefined) loadChannel(channel.id).catch(showError);
  }, [channel.id, more === undefined, state.me]);

  // Whoever sends a command looks for its card, wherever they had scrolled to: before it comes, and when it has come.
  const acted = useActed({ channel: channel.id, thread: null });
  useLayoutEffect(() => {
    if (acted === 0) return;
    atEnd.current = true;
    if (list.current) list.current.scrollTop = restOf(list.current);
  }, [acted]);

  useLayoutEffect(() => {
    const el = list.current;
    if (el && atEnd.current) follow(el);
    else if (newest) setBehind(true);
  }, [newest?.id]);

  useEffect(() => {
    const el = list.current;
    if (!el) return;
    // Cards grow while they are edited: whoever reads the end keeps reading the end.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) follow(el);
    });
    for (const child of el.children) observer.observe(child);
    observer.observe(el);
    return () => observer.disconnect();
  }, [messages.length > 0]);

  // Replies come with a change of the message above them, which is newer than they are.
  const seen = Math.max(0, ...messages.map(({ rev }) => rev));
  const isBehind = channel.unread > 0 || (newest !== undefined && newest.seq > channel.readSeq);
  useEffect(() => {
    const read = () => {
      if (isBehind && seen > channel.readSeq && document.visibilityState === 'visible') {
        markRead(channel, seen).catch(showError);
      }
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [isBehind, seen, channel.id, state.me]);

  const onScroll = () => {
    const el = list.current;
    if (!el) return;
    const near = restOf(el) - el.scrollTop < NEAR_END;
    // Far from the end without having scrolled up: a card has grown, and the observer goes after it.
    // And one that shrinks or goes moves the view up without anybody's doing.
    const grown = el.scrollHeight !== lastHeight.current;
    if (near || (el.scrollTop < lastTop.current && !grown)) atEnd.current = near;
    lastTop.current = el.scrollTop;
    lastHeight.current = el.scrollHeight;
    if (near) setBehind(false);
  };
  const toEnd = () => list.current?.scrollTo({ top: restOf(list.current), behavior: 'smooth' });
  const pending = state.pending.filter((item) => item.place.channel === channel.id && !item.place.thread);
  const place = { channel: channel.id, thread: null };

  return html`<main class="channel" aria-label=${`Channel ${channel.id}`}>
    <header class="pane-head"><h1><span aria-hidden="true">#</span>${channel.id}</h1><p>${channel.topic}</p>${channel.pinned.map(({ id, title }) => html`<a key=${id} class="pinned" href=${threadHash(channel.id, id)}><${Icon} name="pin" />Pinned: ${title}</a>`)}</header>
    <div class="messages" ref=${list} onScroll=${onScroll} role="log" aria-label=${`Messages in ${channel.id}`} tabindex="0">
      <div class="messages-inner">
        ${more && html`<button type="button" class="earlier" onClick=${() => loadChannel(channel.id, messages[0]?.seq).catch(showError)}>Show earlier messages</button>`}
        ${more === false && messages.length > 0 && html`<p class="start">This is the beginning of #${channel.id}.</p>`}
        ${more === false && messages.length === 0 && pending.length === 0 && html`<${Empty} channel=${channel.id} />`}
        ${withDividers(messages, newFrom, state.me).map((item) =>
          typeof item === 'string'
            ? html`<p key=${item} class="divider ${item === NEW ? 'new' : ''}" role="separator"><span>${item}</span></p>`
            : html`<${MessageView} key=${item.id} message=${item} open=${item.id === state.route.thread} ...${around(state, false)} />`,
        )}
        ${pending.map((item) => html`<p key=${item.id} class="pending" role="status"><span class="spinner" />${personaName(state, state.me)} sent <code>${item.text}</code> …</p>`)}
      </div>
    </div>
    ${behind && html`<button type="button" class="jump" onClick=${toEnd}><${Icon} name="down" />New messages</button>`}
    ${
      channel.archived
        ? html`<p class="archived-note">This channel is archived. Nobody can write in it any more.</p>`
        : html`<${Composer} key=${`${channel.id}${state.me}`} place=${place} label=${`Message or command in ${channel.id}`} />`
    }
  </main>`;
}

const NEW = 'New';

/**
 * @param {readonly import('./types.js').Message[]} messages
 * @param {number} newFrom
 * @param {string} me
 */
function withDividers(messages, newFrom, me) {
  /** @type {(string | import('./types.js').Message)[]} */
  const items = [];
  let lastDay = '';
  for (const message of messages) {
    const today = day(message.at);
    if (today !== lastDay) items.push(today);
    lastDay = today;
    if (message.seq > newFrom && message.author !== me && !items.includes(NEW)) items.push(NEW);
    items.push(message);
  }
  return items;
}

/** @param {{ channel: string }} props */
function Empty({ channel }) {
  const { firstCommand } = useStore();
  const type = () => dispatchEvent(new CustomEvent('keyturn:type', { detail: firstCommand }));
  return html`<section class="empty">
    <${Logo} />
    <h2>Nothing has happened in #${channel} yet</h2>
    <p>Everything here starts with a slash command. Type this one first; it only looks, and changes nothing:</p>
    <p><button type="button" class="first" onClick=${type}><code>${firstCommand}</code></button></p>
    <p class="dim">Press <kbd>/</kbd> at any time to search all commands, and <kbd>?</kbd> for the keyboard.</p>
  </section>`;
}
