import { actAs, runCommand } from './actions.js';
import { Avatar, Icon, Logo } from './icons.js';
import { html, useEffect, useRef, useState } from './preact.js';
import { channelHash, go } from './route.js';
import { current, dismissToast, showError, update, useStore } from './state.js';

/** The bar above everything. */
export function TopBar() {
  const { connection, drawer } = useStore();
  return html`<header class="top">
    <button type="button" class="icon-button only-narrow" aria-label="Channels" aria-expanded=${drawer} onClick=${() => update({ drawer: !drawer })}><${Icon} name="menu" /></button>
    <span class="brand"><${Logo} />Keyturn</span>
    <span class="connection ${connection}" role="status">${connection === 'live' ? 'Live' : connection === 'lost' ? 'Reconnecting…' : 'Connecting…'}</span>
    <span class="grow" />
    <${ThemeButton} />
    <button type="button" class="icon-button" aria-label="Keyboard" title="Keyboard (?)" onClick=${() => update({ help: true })}><${Icon} name="help" /></button>
    <${PersonaMenu} />
  </header>`;
}

/** Channels with what is unread, and the log. */
export function SideBar() {
  const { channels, route, drawer } = useStore();
  return html`<nav class="side ${drawer ? 'shown' : ''}" aria-label="Channels">
    <h2>Channels</h2>
    <ul>
      ${channels.map((channel) => {
        const here = route.view === 'channel' && route.channel === channel.id;
        const kind = `${channel.unread > 0 ? 'unread' : ''} ${channel.archived ? 'archived' : ''}`;
        const state = [channel.private && 'private', channel.archived && 'archived']
          .filter(Boolean)
          .join(', ');
        return html`<li key=${channel.id}><a href=${channelHash(channel.id)} aria-current=${here ? 'page' : undefined} class=${kind} title=${channel.topic}>
          <span class="sign" aria-hidden="true">${channel.private ? html`<${Icon} name="lock" />` : '#'}</span><span class="name">${channel.id}${state !== '' && html`<span class="visually-hidden">, ${state}</span>`}</span>
          ${channel.called > 0 && html`<span class="count calls" aria-label="calls you">@</span>`}
          ${channel.unread > 0 && html`<span class="count" aria-label=${`${channel.unread} unread`}>${channel.unread > 99 ? '99+' : channel.unread}</span>`}
        </a></li>`;
      })}
    </ul>
    <h2>For you</h2>
    <ul><li><button type="button" class="side-button" onClick=${openInbox}><span class="sign"><${Icon} name="eye" /></span><span class="name">Inbox</span></button></li></ul>
    <h2>Proof</h2>
    <ul><li><a href="#/log" aria-current=${route.view === 'log' ? 'page' : undefined}><span class="sign"><${Icon} name="log" /></span><span class="name">Log</span></a></li></ul>
  </nav>`;
}

/** What waits for whoever acts here, shown to them alone in the channel that is open. */
function openInbox() {
  const { route, channels } = current();
  const channel = route.channel || channels[0]?.id;
  if (channel === undefined) return;
  if (route.view === 'log') go(channelHash(channel));
  update({ drawer: false });
  runCommand(['ops', 'inbox'], {}, { channel, thread: null }).catch(showError);
}

const THEMES = ['auto', 'light', 'dark'];

function ThemeButton() {
  const [theme, setTheme] = useState(localStorage.getItem('keyturn.theme') ?? 'auto');
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const change = () => {
    localStorage.setItem('keyturn.theme', next);
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  const label = `Colours: ${theme}. Change to ${next}`;
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} onClick=${change}><${Icon} name="theme" /></button>`;
}

/** Who acts on this page. Each tab has its own. */
function PersonaMenu() {
  const { personas, me } = useStore();
  const [open, setOpen] = useState(false);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const mine = personas.find((persona) => persona.id === me);
  useEffect(() => {
    if (!open) return;
    const item = root.current?.querySelector('[aria-checked=true]');
    if (item instanceof HTMLElement) item.focus();
    const away = (/** @type {Event} */ event) => {
      if (!root.current?.contains(/** @type {Node} */ (event.target))) setOpen(false);
    };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, [open]);
  const shut = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (!open) return;
    const items = [...(root.current?.querySelectorAll('[role=menuitemradio]') ?? [])];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      event.stopPropagation();
      shut();
    } else if (event.key === 'Tab') setOpen(false);
    else if (step !== undefined) {
      event.preventDefault();
      const at = items.indexOf(/** @type {Element} */ (document.activeElement));
      const next = items[(at + step + items.length) % items.length];
      if (next instanceof HTMLElement) next.focus();
    }
  };
  const choose = (/** @type {string} */ id) => {
    shut();
    if (id !== me) actAs(id).catch(showError);
  };
  return html`<div class="persona" ref=${root} onKeyDown=${onKeyDown}>
    <button type="button" class="persona-button" aria-haspopup="menu" aria-expanded=${open} onClick=${() => setOpen(!open)}>
      <span class="visually-hidden">Acting as </span>${mine && html`<${Avatar} id=${mine.id} name=${mine.name} />`}<span class="persona-name">${mine?.name}<small>${mine?.note}</small></span><${Icon} name="chevron" />
    </button>
    ${
      open &&
      html`<div class="menu" role="menu" aria-label="Act as">
        <p class="menu-title">Act as</p>
        ${personas.map(
          (
            persona,
          ) => html`<button key=${persona.id} type="button" role="menuitemradio" aria-checked=${persona.id === me} tabindex="-1" onClick=${() => choose(persona.id)}>
            <${Avatar} id=${persona.id} name=${persona.name} /><span><b>${persona.name}</b><small>${persona.note}</small></span>
            ${!persona.human && html`<span class="badge">bot</span>`}${persona.id === me && html`<${Icon} name="check" />`}
          </button>`,
        )}
      </div>`
    }
  </div>`;
}

/** Refusals of the page itself; what the bot refuses comes as a message. */
export function Toasts() {
  const { toasts } = useStore();
  return html`<div class="toasts" role="alert">
    ${toasts.map(
      ({
        id,
        refusal,
      }) => html`<div key=${id} class="toast"><p><b>${refusal.what}</b> ${refusal.why} ${refusal.next}</p>
        <button type="button" class="icon-button" aria-label="Dismiss" onClick=${() => dismissToast(id)}><${Icon} name="close" /></button></div>`,
    )}
  </div>`;
}

export function ConnectionBanner() {
  const { connection } = useStore();
  if (connection !== 'lost') return null;
  return html`<p class="banner" role="status"><span class="spinner" />Keyturn does not answer. Trying again every second; what you send waits and is done once.</p>`;
}
