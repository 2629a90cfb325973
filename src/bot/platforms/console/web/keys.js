import { channelHash, closePanel, go } from './route.js';
import { current, update } from './state.js';

/**
 * Keys of the whole page; a field that is being typed in keeps its own.
 * @param {KeyboardEvent} event
 */
export function onKeyDown(event) {
  const { route, drawer, channels, form, help, doubt } = current();
  if (form || help || doubt) return;
  const target = /** @type {Element} */ (event.target);
  const typing = target.matches('input, textarea, select');
  if (event.key === 'Escape') {
    if (drawer) update({ drawer: false });
    else if (route.thread !== null || route.subject !== null) closePanel();
  } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    const at = channels.findIndex((channel) => channel.id === route.channel);
    const next = channels[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next) go(channelHash(next.id));
  } else if (event.key === '/' && !typing) {
    event.preventDefault();
    dispatchEvent(new CustomEvent('keyturn:type', { detail: '/' }));
  } else if (event.key === '?' && !typing) {
    update({ help: true });
  }
}
