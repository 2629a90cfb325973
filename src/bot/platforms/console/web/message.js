import { remove, toggleReaction } from './actions.js';
import { CardView } from './card.js';
import { Inline, plural, size, Time, utc } from './format.js';
import { Avatar, Icon, Logo } from './icons.js';
import { memo } from './memo.js';
import { html } from './preact.js';
import { go, logHash, threadHash } from './route.js';
import { callsOf, personaName } from './state.js';

/** @typedef {import('./types.js').Message} Message */

/**
 * What a message is shown with, besides itself.
 * @typedef {Pick<import('./state.js').State, 'me' | 'personas' | 'emoji'> & { inThread: boolean }} Around
 */

/** @param {Around & { message: Message, open: boolean }} props */
function view({ message, open, ...around }) {
  const { author, cause } = message;
  const body = message.body && { ...message.body, calls: callsOf(message) };
  const name = author === null ? 'Keyturn' : personaName(around, author);
  return html`<article class="message ${message.onlyYou ? 'quiet' : ''} ${open ? 'open' : ''}" data-id=${message.id} aria-label=${`${name}, ${utc(message.at)}`}>
    ${author === null ? html`<span class="avatar bot" aria-hidden="true"><${Logo} /></span>` : html`<${Avatar} id=${author} name=${name} />`}
    <div class="message-main">
      <header class="byline">
        <b>${name}</b>${author === null && html`<span class="badge">app</span>`}
        ${cause && html`<span class="cause"><b>${personaName(around, cause.persona)}</b> used <code>${cause.text}</code></span>`}
        <span class="when"><${Time} at=${message.at} />${message.editedAt && html` · updated <${Time} at=${message.editedAt} />`}</span>
      </header>
      ${message.onlyYou && html`<p class="only-you"><${Icon} name="eye" /> Only you can see this</p>`}
      ${body?.calls && body.calls.length > 0 && html`<${Called} calls=${body.calls} ...${around} />`}
      ${body?.type === 'card' && html`<${CardView} message=${message} card=${body.card} />`}
      ${body?.type === 'text' && html`<p class="text"><${Inline} text=${body.text} /></p>`}
      ${message.file && html`<${FileLink} message=${message} file=${message.file} me=${around.me} />`}
      <${Below} message=${message} ...${around} />
    </div>
    <${Tools} message=${message} ...${around} />
  </article>`;
}

export const MessageView = memo(view);

/**
 * @param {import('./state.js').State} state
 * @param {boolean} inThread
 * @returns {Around}
 */
export const around = ({ me, personas, emoji }, inThread) => ({ me, personas, emoji, inThread });

/**
 * Whom a message calls, by name.
 * @param {Around & { calls: readonly string[] }} props
 */
function Called({ calls, ...around }) {
  return html`<p class="called">${calls.map((id) => html`<span key=${id} class=${id === around.me ? 'me' : ''}>@${personaName(around, id)}</span>`)}</p>`;
}

/** @param {{ message: Message, file: { name: string, bytes: number }, me: string }} props */
function FileLink({ message, file, me }) {
  const href = `/api/messages/${message.id}/file?as=${encodeURIComponent(me)}`;
  return html`<a class="file" href=${href} download=${file.name}>
    <${Icon} name="file" /><span><b>${file.name}</b><small>${size(file.bytes)} · download</small></span>
  </a>`;
}

/**
 * Reactions and the way into the thread and the log.
 * @param {Around & { message: Message }} props
 */
function Below({ message, ...around }) {
  const chips = message.reactions.map(({ emoji, personas }) => {
    const names = personas.map((id) => personaName(around, id)).join(', ');
    const mine = personas.includes(around.me);
    const label = `${emoji} ${names}. ${mine ? 'Remove yours' : 'Add yours'}`;
    return html`<button key=${emoji} type="button" class="chip" aria-pressed=${mine} title=${names} aria-label=${label}
      onClick=${() => toggleReaction(message, emoji)}>${emoji} <span>${personas.length}</span></button>`;
  });
  const thread =
    message.replies > 0 &&
    !around.inThread &&
    html`<a class="more" href=${threadHash(message.channel, message.id)}><${Icon} name="thread" />${plural(message.replies, 'reply', 'replies')}</a>`;
  if (chips.length === 0 && !thread) return null;
  return html`<div class="below">${chips}${thread}</div>`;
}

/** @param {Around & { message: Message }} props */
function Tools({ message, inThread, emoji }) {
  const subject = message.subjects[0];
  const removeLabel = message.onlyYou ? 'Dismiss' : 'Delete message';
  const onRemove = () => {
    if (message.onlyYou || confirm('Delete this message for everybody?')) return remove(message);
  };
  return html`<div class="tools" role="group" aria-label="Message actions">
    ${
      !message.onlyYou &&
      emoji.map(
        (
          item,
        ) => html`<button key=${item} type="button" class="tool emoji" aria-label=${`React with ${item}`} title=${`React with ${item}`}
        onClick=${() => toggleReaction(message, item)}>${item}</button>`,
      )
    }
    ${subject && html`<button type="button" class="tool" aria-label=${`Log of ${subject}`} title=${`Log of ${subject}`} onClick=${() => go(logHash(subject))}><${Icon} name="log" /></button>`}
    ${!inThread && html`<button type="button" class="tool" aria-label="Open thread" title="Open thread" onClick=${() => go(threadHash(message.channel, message.id))}><${Icon} name="thread" /></button>`}
    <button type="button" class="tool" aria-label=${removeLabel} title=${removeLabel} onClick=${onRemove}><${Icon} name=${message.onlyYou ? 'close' : 'trash'} /></button>
  </div>`;
}
