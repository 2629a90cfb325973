import { get } from './api.js';
import { plural, Time, utc } from './format.js';
import { Icon } from './icons.js';
import { html, useEffect, useState } from './preact.js';
import { logHash } from './route.js';
import { showError, useStore } from './state.js';

/** @typedef {import('./types.js').LogEntry} LogEntry */

const REFRESH_MS = 2000;

/**
 * Asks again while it is shown: entries reach a signed checkpoint a moment after they are written.
 * @param {string} path
 */
function usePolled(path) {
  const [value, setValue] = useState(/** @type {any} */ (undefined));
  useEffect(() => {
    let ended = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const load = async () => {
      try {
        const fresh = await get(path);
        if (!ended) setValue(fresh);
      } catch (error) {
        if (!ended) showError(error);
        return;
      }
      if (!ended) timer = setTimeout(load, REFRESH_MS);
    };
    load();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [path]);
  return value;
}

/** Every request and run with entries, the latest first. */
export function LogView() {
  const { route } = useStore();
  /** @type {readonly import('./types.js').LogSubject[] | undefined} */
  const subjects = usePolled('/log');
  return html`<main class="channel" aria-label="Log">
    <header class="pane-head"><h1><${Icon} name="log" />Log</h1><p>What was asked, decided and done. Entries are only ever added.</p></header>
    <div class="messages" tabindex="0"><div class="messages-inner">
      ${subjects?.length === 0 && html`<section class="empty"><h2>The log is empty</h2><p>The first request or run writes its first entry.</p></section>`}
      <ul class="subjects">
        ${subjects?.map(
          (
            item,
          ) => html`<li key=${item.subject}><a href=${logHash(item.subject)} aria-current=${route.subject === item.subject ? 'page' : undefined}>
            <span class="subject"><b>${item.about ?? item.subject}</b>${item.about && html`<small>${item.subject}</small>`}</span><span>${item.last}</span><span class="dim">${plural(item.entries, 'entry', 'entries')}</span><span class="dim"><${Time} at=${item.lastAt} /></span>
          </a></li>`,
        )}
      </ul>
    </div></div>
  </main>`;
}

/**
 * The entries of one request or run, how they are chained, and what is proved about them.
 * @param {{ subject: string }} props
 */
export function SubjectLog({ subject }) {
  /** @type {import('./types.js').LogView | undefined} */
  const view = usePolled(`/log/${subject}`);
  if (!view) return html`<p class="start">Reading the log…</p>`;
  const proved = view.entries.filter((entry) => entry.proof.state === 'proved').length;
  const failed = view.entries.some((entry) => entry.proof.state === 'failed');
  return html`<div class="messages log" tabindex="0">
    <h2 class="log-subject">${view.subject}</h2>
    <ul class="proofs">
      ${
        view.chain.ok
          ? html`<li class="good"><${Icon} name="success" />Chain unbroken: each of ${plural(view.entries.length, 'entry', 'entries')} carries the hash of the one before.</li>`
          : html`<li class="bad"><${Icon} name="danger" />Chain broken at entry ${view.chain.seq}: ${view.chain.why}</li>`
      }
      <li class=${failed ? 'bad' : proved === view.entries.length ? 'good' : 'waiting'}>
        <${Icon} name=${failed ? 'danger' : proved === view.entries.length ? 'success' : 'progress'} />
        ${failed ? 'An inclusion proof failed: see below.' : `${proved} of ${view.entries.length} proved to be in the signed tree.`}
      </li>
      ${
        view.checkpoint &&
        html`<li class="good"><${Icon} name="log" /><span>Checkpoint signed <${Time} at=${view.checkpoint.at} />: ${plural(view.checkpoint.size, 'entry', 'entries')}, root <code title=${view.checkpoint.root}>${view.checkpoint.root.slice(0, 12)}…</code></span></li>`
      }
    </ul>
    <ol class="entries">${view.entries.map((entry) => html`<${Entry} key=${entry.seq} entry=${entry} />`)}</ol>
  </div>`;
}

/** @param {{ entry: LogEntry }} props */
function Entry({ entry }) {
  return html`<li class="entry">
    <p class="entry-head"><b>${entry.what}</b> <code>${entry.kind}</code><time datetime=${entry.at}>${utc(entry.at)}</time></p>
    <p class="entry-by">${entry.actor} · <${ProofWords} entry=${entry} /></p>
    <p class="hash" title=${`previous ${entry.previous}\nthis ${entry.hash}`}><span>${entry.previous.slice(0, 8)}</span> → <span>${entry.hash.slice(0, 8)}</span></p>
    <details><summary>What it says</summary><pre tabindex="0">${entry.data}</pre>
      <p class="full-hash">hash ${entry.hash}</p></details>
  </li>`;
}

/** @param {{ entry: LogEntry }} props */
function ProofWords({ entry: { proof } }) {
  switch (proof.state) {
    case 'proved':
      return html`<span class="good">proved: leaf ${proof.index} of ${proof.treeSize}</span>`;
    case 'pending':
      return html`<span class="waiting">waits for the next checkpoint</span>`;
    case 'failed':
      return html`<span class="bad">proof failed: ${proof.why}</span>`;
  }
}
