import { get } from './api.js';
import { Moment, plural, Time, utc, zoneName } from './format.js';
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
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let ended = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const load = async () => {
      try {
        const fresh = await get(path);
        if (!ended) setValue(fresh);
      } catch (error) {
        if (ended) return;
        setFailed(true);
        showError(error);
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
  return { value, failed };
}

/** Nothing comes by itself any more; what is shown was true once. */
function NotRead() {
  return html`<p class="start" role="status">The log could not be read any further. Reload the page to try again.</p>`;
}

/** Every request and run with entries, the latest first; or what somebody looks for. */
export function LogView() {
  const [search, setSearch] = useState(/** @type {import('./types.js').LogSearch | null} */ (null));
  return html`<main class="channel" aria-label="Log">
    <header class="pane-head"><h1><${Icon} name="log" />Log</h1><p>What was asked, decided and done. Entries are only ever added.</p></header>
    <div class="messages" tabindex="0"><div class="messages-inner">
      <${SearchForm} search=${setSearch} />
      ${search ? html`<${Found} key=${JSON.stringify(search)} search=${search} />` : html`<${Subjects} />`}
    </div></div>
  </main>`;
}

function Subjects() {
  const { route } = useStore();
  /** @type {{ value: readonly import('./types.js').LogSubject[] | undefined, failed: boolean }} */
  const { value: subjects, failed } = usePolled('/log');
  return html`${failed && html`<${NotRead} />`}${subjects?.length === 0 && html`<section class="empty"><h2>The log is empty</h2><p>The first request or run writes its first entry.</p></section>`}
    <ul class="subjects">
      ${subjects?.map(
        (
          item,
        ) => html`<li key=${item.subject}><a href=${logHash(item.subject)} aria-current=${route.subject === item.subject ? 'page' : undefined}>
          <span class="subject"><b>${item.about ?? item.subject}</b>${item.about && html`<small>${item.subject}</small>`}</span><span>${item.last}</span><span class="dim">${plural(item.entries, 'entry', 'entries')}</span><span class="dim"><${Time} at=${item.lastAt} /></span>
        </a></li>`,
      )}
    </ul>`;
}

const FIELDS = /** @type {const} */ ([
  ['text', 'Words', 'search'],
  ['by', 'Person', 'text'],
  ['system', 'System', 'text'],
  ['since', 'From', 'datetime-local'],
  ['until', 'To', 'datetime-local'],
]);

/** @param {{ search: (search: import('./types.js').LogSearch | null) => void }} props */
function SearchForm({ search }) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const given = FIELDS.flatMap(([name, _label, type]) => {
      const { value } = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
      if (value.trim() === '') return [];
      // The field has the time of whoever reads; the log is asked in one for all.
      return [[name, type === 'datetime-local' ? new Date(value).toISOString() : value.trim()]];
    });
    search(given.length === 0 ? null : Object.fromEntries(given));
  };
  return html`<form class="log-search" role="search" aria-label="Search the log" onSubmit=${submit} onReset=${() => search(null)}>
    ${FIELDS.map(([name, label, type]) => html`<label key=${name}><span>${label}</span><input name=${name} type=${type} maxlength="200" autocomplete="off" aria-describedby=${type === 'datetime-local' ? 'log-zone' : undefined} /></label>`)}
    <p id="log-zone" class="dim">From and To: ${zoneName()}, the time zone of this browser.</p>
    <button type="submit" class="button primary">Search</button>
    <button type="reset" class="button default">Clear</button>
  </form>`;
}

/** @param {{ search: import('./types.js').LogSearch }} props */
function Found({ search }) {
  const [found, setFound] = useState(/** @type {import('./types.js').LogFound | null} */ (null));
  const [busy, setBusy] = useState(true);
  const [failed, setFailed] = useState(false);
  const load = async (/** @type {number | undefined} */ before) => {
    setBusy(true);
    setFailed(false);
    const query = new URLSearchParams({
      ...search,
      ...(before === undefined ? {} : { before: String(before) }),
    });
    try {
      const next = await get(`/log-search?${query}`);
      setFound((now) => ({ lines: [...(now?.lines ?? []), ...next.lines], before: next.before }));
    } catch (error) {
      setFailed(true);
      showError(error);
    }
    setBusy(false);
  };
  useEffect(() => void load(undefined), []);
  const { lines, before } = found ?? { lines: [], before: undefined };
  return html`<section class="found" aria-label="Found in the log" aria-busy=${busy}>
    <p role="status">${busy ? 'Searching…' : wordsOf(lines.length, before, failed)}</p>
    <ol class="entries">
      ${lines.map(
        (line) => html`<li class="entry" key=${line.id}><p class="sentence">${line.sentence}</p>
          <p class="entry-by"><${Moment} at=${new Date(line.at)} /> · <a href=${logHash(line.chain)}>${line.about ?? line.chain}</a></p></li>`,
      )}
    </ol>
    ${(failed || before !== undefined) && html`<button type="button" class="button default" disabled=${busy} onClick=${() => load(before)}>${failed ? 'Try again' : 'Older'}</button>`}
  </section>`;
}

/** @param {number} count @param {number | undefined} before @param {boolean} failed what was asked for last did not come */
function wordsOf(count, before, failed) {
  if (failed && count === 0) return 'The search was not done, so nobody knows whether there is anything.';
  const found = count === 0 ? 'Nothing was found' : `${plural(count, 'entry', 'entries')}, the newest first`;
  if (failed) return `${found}; whether there are older ones is not known.`;
  return before === undefined ? `${found}.` : `${found}; there are older ones.`;
}

/**
 * The entries of one request or run, how they are chained, and what is proved about them.
 * @param {{ subject: string }} props
 */
export function SubjectLog({ subject }) {
  /** @type {{ value: import('./types.js').LogView | undefined, failed: boolean }} */
  const { value: view, failed: unread } = usePolled(`/log/${subject}`);
  if (!view) return unread ? html`<${NotRead} />` : html`<p class="start">Reading the log…</p>`;
  const proved = view.entries.filter((entry) => entry.proof.state === 'proved').length;
  const failed = view.entries.some((entry) => entry.proof.state === 'failed');
  return html`<div class="messages log" tabindex="0">
    ${unread && html`<${NotRead} />`}
    <h2 class="log-subject">${view.about ? `${view.about} (${view.subject})` : view.subject}</h2>
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
  const failed = entry.proof.state === 'failed';
  return html`<li class="entry">
    <p class="sentence">${entry.sentence}</p>
    <p class="entry-by"><${Moment} at=${new Date(entry.at)} />${failed && html` · <${ProofWords} entry=${entry} />`}</p>
    <details><summary>Proof</summary>
      <p class="entry-head"><code>${entry.kind}</code><time datetime=${entry.at}>${utc(entry.at)}</time></p>
      <p class="entry-by">${entry.actor} · <${ProofWords} entry=${entry} /></p>
      <pre tabindex="0" aria-label="What the entry says">${entry.data}</pre>
      <p class="full-hash">previous ${entry.previous}</p>
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
