import { loadThread } from './actions.js';
import { Refused } from './api.js';
import { Composer } from './composer.js';
import { plural } from './format.js';
import { Icon } from './icons.js';
import { SubjectLog } from './log.js';
import { around, MessageView } from './message.js';
import { html, useEffect, useLayoutEffect, useRef } from './preact.js';
import { closePanel, dropPanel, logHash, threadHash } from './route.js';
import { replies, showError, useActed, useStore } from './state.js';

/** The right side: a thread with its message, or the log of what a message is about. */
export function Panel() {
  const { route } = useStore();
  const { thread, subject } = route;
  if (subject !== null) return html`<${SubjectPanel} key=${subject} subject=${subject} />`;
  if (thread !== null) return html`<${ThreadPanel} key=${thread} root=${thread} />`;
  return null;
}

/** @param {{ root: string }} props */
function ThreadPanel({ root }) {
  const state = useStore();
  const message = state.messages.get(root);
  const below = replies(state, root);
  const archived = state.channels.some(({ id, archived }) => id === message?.channel && archived);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const acted = useActed({ channel: message?.channel ?? '', thread: root });
  useLayoutEffect(() => {
    if (acted > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [acted, below.length]);
  useEffect(() => {
    // Another persona may not see it, and it may be gone: then there is nothing to show here.
    loadThread(root).catch((error) => (error instanceof Refused ? dropPanel() : showError(error)));
  }, [root, state.me]);
  return html`<${Frame} title="Thread" label="Thread" tabs=${message && html`<${Tabs} message=${message} />`}>
    <div class="messages thread" ref=${list} role="log" aria-label="Replies" tabindex="0">
      <div class="messages-inner">
        ${message && !message.deleted && html`<${MessageView} message=${message} open=${false} ...${around(state, true)} />`}
        ${message?.deleted && html`<p class="start">This message was deleted.</p>`}
        <p class="divider" role="separator"><span>${below.length === 0 ? 'No replies yet' : plural(below.length, 'reply', 'replies')}</span></p>
        ${below.map((reply) => html`<${MessageView} key=${reply.id} message=${reply} open=${false} ...${around(state, true)} />`)}
      </div>
    </div>
    ${message && !archived && html`<${Composer} place=${{ channel: message.channel, thread: root }} label="Reply in the thread" />`}
  <//>`;
}

/** @param {{ subject: string }} props */
function SubjectPanel({ subject }) {
  const { messages, route } = useStore();
  const message = [...messages.values()].find(
    (item) => item.subjects[0] === subject && item.thread === null && !item.onlyYou,
  );
  return html`<${Frame} title="Log" label=${`Log of ${subject}`} tabs=${route.view === 'channel' && message && html`<${Tabs} message=${message} />`}>
    <${SubjectLog} subject=${subject} />
  <//>`;
}

/** @param {{ message: import('./types.js').Message }} props */
function Tabs({ message }) {
  const { route } = useStore();
  const subjects = [...message.subjects];
  return html`<nav class="tabs" aria-label="Details">
    <a href=${threadHash(message.channel, message.id)} aria-current=${route.thread === message.id ? 'page' : undefined}>Thread</a>
    ${subjects.map((subject) => html`<a key=${subject} href=${logHash(subject)} aria-current=${route.subject === subject ? 'page' : undefined}>Log <small>${subject.split('/')[1]}</small></a>`)}
  </nav>`;
}

/** @param {{ title: string, label: string, tabs: unknown, children?: unknown }} props */
function Frame({ title, label, tabs, children }) {
  const close = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return html`<aside class="panel" aria-label=${label}>
    <header class="pane-head">
      ${tabs || html`<h2>${title}</h2>`}
      <button type="button" class="icon-button" aria-label="Close" title="Close (Esc)" ref=${close} onClick=${closePanel}><${Icon} name="close" /></button>
    </header>
    ${children}
  </aside>`;
}
