import { current, update } from './state.js';

/**
 * The address says what is open: `#/ops-shop`, `#/ops-shop/thread/msg-…`, `#/ops-shop/log/run/run-…`, `#/log`.
 * @param {string} hash
 * @returns {import('./state.js').State['route']}
 */
export function parseRoute(hash) {
  const [first = '', kind, ...rest] = hash.replace(/^#\//, '').split('/').map(decodeURIComponent);
  if (first === 'log') {
    return { view: 'log', channel: '', thread: null, subject: kind ? [kind, ...rest].join('/') : null };
  }
  return {
    view: 'channel',
    channel: first,
    thread: kind === 'thread' ? (rest[0] ?? null) : null,
    subject: kind === 'log' && rest.length > 0 ? rest.join('/') : null,
  };
}

/** @param {string} channel */
export const channelHash = (channel) => `#/${encodeURIComponent(channel)}`;

/**
 * @param {string} channel
 * @param {string} root
 */
export const threadHash = (channel, root) => `${channelHash(channel)}/thread/${root}`;

/**
 * The log of a subject, beside the channel that is open or in the log view.
 * @param {string} subject
 */
export function logHash(subject) {
  const { route } = current();
  return route.view === 'log' ? `#/log/${subject}` : `${channelHash(route.channel)}/log/${subject}`;
}

/** What stays open when the side panel closes. */
export function withoutPanel() {
  const { route } = current();
  return route.view === 'log' ? '#/log' : channelHash(route.channel);
}

/** @param {string} hash */
export function go(hash) {
  location.hash = hash;
}

/**
 * Closes the side panel. Where it was opened on this page that is one step back, so that the browser's own back button
 * does not open it again; otherwise the address is replaced.
 */
export function closePanel() {
  const under = withoutPanel();
  if (history.state?.from === under) history.back();
  else location.replace(under);
}

/** Shows what lies under a panel that can show nothing, without a step to it in the history. */
export function dropPanel() {
  location.replace(withoutPanel());
}

/** Follows the address bar. Each step knows from where it was made. */
export function followRoute() {
  if (history.state === null) history.replaceState({ from: null }, '');
  const read = (/** @type {HashChangeEvent | undefined} */ event) => {
    if (event && history.state === null) history.replaceState({ from: new URL(event.oldURL).hash }, '');
    const route = parseRoute(location.hash);
    const { channels } = current();
    if (route.view === 'channel' && !channels.some((channel) => channel.id === route.channel)) {
      route.channel = channels[0]?.id ?? '';
    }
    update({ route, drawer: false });
  };
  addEventListener('hashchange', read);
  read(undefined);
}
