import { actAs, rememberedPersona } from './actions.js';
import { ChannelView } from './channel.js';
import { ConnectionBanner, SideBar, Toasts, TopBar } from './chrome.js';
import { DoubtDialog } from './doubt.js';
import { FormDialog, restoreForm } from './form.js';
import { HelpDialog } from './help.js';
import { onKeyDown } from './keys.js';
import { LogView } from './log.js';
import { Panel } from './panel.js';
import { html, render, useEffect } from './preact.js';
import { followRoute } from './route.js';
import { showError, useStore } from './state.js';
import { watchControls } from './steady.js';

function App() {
  const { ready, route, channels, me } = useStore();
  const channel = channels.find((item) => item.id === route.channel);
  const side = route.thread !== null || route.subject !== null;
  const news = channels.reduce((sum, item) => sum + item.unread, 0);
  const calls = channels.some((item) => item.called > 0) ? '@' : '';
  useEffect(() => {
    const where = route.view === 'log' ? 'Log' : `#${route.channel}`;
    document.title = `${news > 0 ? `(${calls}${news}) ` : ''}${where} · Keyturn`;
  }, [news, calls, route]);
  if (!ready) return html`<p class="loading" role="status">Opening Keyturn…</p>`;
  return html`<div class="app ${side ? 'with-panel' : ''}">
    <${TopBar} /><${ConnectionBanner} /><${SideBar} />
    ${route.view === 'log' ? html`<${LogView} />` : channel && html`<${ChannelView} key=${`${channel.id}/${me}`} channel=${channel} />`}
    <${Panel} /><${FormDialog} /><${DoubtDialog} /><${HelpDialog} /><${Toasts} />
  </div>`;
}

addEventListener('keydown', onKeyDown);
watchControls();
render(html`<${App} />`, /** @type {Element} */ (document.getElementById('root')));
actAs(rememberedPersona())
  .then(() => {
    followRoute();
    restoreForm();
  })
  .catch(showError);
