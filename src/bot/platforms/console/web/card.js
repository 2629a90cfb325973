import { click } from './actions.js';
import { useFocusKept } from './focus.js';
import { Inline } from './format.js';
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef, useState } from './preact.js';
import { update } from './state.js';
import { hasJustMoved } from './steady.js';
import { unlessChanged } from './unless-changed.js';

const TONES = /** @type {const} */ ({
  neutral: 'Information',
  progress: 'Under way',
  success: 'Good',
  warning: 'Attention',
  danger: 'Danger',
});
const MARKS = /** @type {const} */ ({
  todo: ['○', 'to do'],
  doing: ['◐', 'under way'],
  done: ['✓', 'done'],
  failed: ['✗', 'failed'],
  unknown: ['?', 'unknown'],
  skipped: ['–', 'skipped'],
  bullet: ['•', ''],
});

/** @param {{ message: import('./types.js').Message, card: import('./types.js').Card }} props */
export function CardView({ message, card }) {
  const ref = useFocusKept();
  return html`<section ref=${ref} class="card tone-${card.tone}" aria-label=${card.title}>
    <header class="card-head" tabindex="-1">
      <span class="tone" title=${TONES[card.tone]}><${Icon} name=${card.tone} /><span class="hidden">${TONES[card.tone]}:</span></span>
      <div><h2>${card.title}</h2>${card.status && html`<p class="status"><${Inline} text=${card.status} /></p>`}</div>
    </header>
    ${card.blocks.map((block, index) => html`<${BlockView} key=${`${index}${block.type}`} block=${block} />`)}
    ${card.controls.length > 0 && html`<${Controls} message=${message} controls=${card.controls} about=${card.title} />`}
    ${card.footer && html`<footer class="card-foot"><${Inline} text=${card.footer} /></footer>`}
  </section>`;
}

/** @param {{ block: import('./types.js').Block }} props */
function BlockView({ block }) {
  if (block.fold === undefined) return html`<${Content} block=${block} />`;
  const {
    fold,
    label: _named,
    ...content
  } = /** @type {import('./types.js').Block & { label?: string }} */ (block);
  return html`<details class="fold">
    <summary>${fold}</summary>
    <${Content} block=${content} />
  </details>`;
}

/** @param {{ block: import('./types.js').Block }} props */
function Content({ block }) {
  switch (block.type) {
    case 'text':
      return html`<p class="text"><${Inline} text=${block.text} /></p>`;
    case 'code':
      return html`<${Code} block=${block} />`;
    case 'fields':
      return html`<dl class="fields">
        ${block.fields.map(
          ({ label, value }) => html`<div><dt>${label}</dt><dd><${Inline} text=${value} /></dd></div>`,
        )}
      </dl>`;
    case 'said':
      return html`<figure class="said">
        <figcaption>${block.title}</figcaption>
        <dl>${block.entries.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
      </figure>`;
    case 'list':
      return html`<ul class="marks">
        ${block.items.map(({ mark, text }) => {
          const [sign, words] = MARKS[mark];
          return html`<li class="mark-${mark}">
            <span class="mark" aria-hidden="true">${sign}</span>
            ${words && html`<span class="hidden">${words}: </span>`}<span><${Inline} text=${text} /></span>
          </li>`;
        })}
      </ul>`;
    case 'progress':
      return html`<${Progress} block=${block} />`;
    case 'table':
      return html`<div class="table" tabindex="0" role="region" aria-label="Table">
        <table>
          <thead><tr>${block.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
          <tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td><${Inline} text=${cell} /></td>`)}</tr>`)}</tbody>
        </table>
      </div>`;
  }
}

/** @param {{ block: Extract<import('./types.js').Block, { type: 'progress' }> }} props */
function Progress({ block: { label, text, shares } }) {
  return html`<div class="bar">
    <p><b>${label}:</b> <${Inline} text=${text} /></p>
    ${
      shares &&
      html`<div role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.floor(shares.done * 100)}>
        <i style=${{ width: `${shares.done * 100}%` }}></i><i class="failed" style=${{ width: `${shares.failed * 100}%` }}></i>
      </div>`
    }
  </div>`;
}

/**
 * Output that grows: it stays at its end for whoever is at the end. What has to be read whole begins at its beginning.
 * @param {{ block: { text: string, label?: string, essential?: boolean } }} props
 */
function Code({ block }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(block.essential !== true);
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [block.text]);
  const onScroll = () => {
    const el = box.current;
    if (el) atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 8;
  };
  return html`<figure class="code">
    ${block.label && html`<figcaption>${block.label}</figcaption>`}
    <pre ref=${box} tabindex="0" onScroll=${onScroll} aria-label=${block.label ?? 'Code'}>${block.text}</pre>
  </figure>`;
}

/** @param {{ message: import('./types.js').Message, controls: readonly import('./types.js').Control[], about: string }} props */
function Controls({ message, controls, about }) {
  const [busy, setBusy] = useState('');
  /** @param {string} nonce @param {string} [value] */
  const send = async (nonce, value) => {
    setBusy(nonce);
    await click(message, nonce, value);
    setBusy('');
  };
  /** @type {Press} */
  const press = (event, label, nonce, value) => {
    if (busy) return;
    const go = () => void send(nonce, value);
    // A key presses what has the focus, wherever that stands.
    const isDoubtful = event.detail > 0 && hasJustMoved(/** @type {Element} */ (event.currentTarget));
    if (isDoubtful) update({ doubt: { label, about, go: unlessChanged(message, go) } });
    else go();
  };
  return html`<div class="controls">
    ${controls.map(
      (control) =>
        html`<${ControlView} key=${keyOf(control)} control=${control} busy=${busy} press=${press} />`,
    )}
  </div>`;
}

/** @param {import('./types.js').Control} control */
const keyOf = (control) => (control.type === 'link' ? control.url : control.nonce);

/**
 * A click on a control, with what the control is called and what it sends.
 * @typedef {(event: MouseEvent, label: string, nonce: string, value?: string) => unknown} Press
 */

/** @param {{ control: import('./types.js').Control, busy: string, press: Press }} props */
function ControlView({ control, busy, press }) {
  switch (control.type) {
    case 'button':
      return html`<button type="button" class="button ${control.style}" aria-busy=${busy === control.nonce}
        aria-disabled=${busy !== ''} onClick=${(/** @type {MouseEvent} */ event) => press(event, control.label, control.nonce)}>${control.label}</button>`;
    case 'link':
      // The host stands beside the label: a link cannot pose as another one.
      return html`<a class="button default" href=${control.url} title=${control.url} target="_blank" rel="noopener noreferrer">
        ${control.label} <span class="host">${new URL(control.url).host}</span><${Icon} name="open" />
      </a>`;
    case 'select':
      return html`<${Select} control=${control} busy=${busy} press=${press} />`;
  }
}

/**
 * Choosing and sending are apart, because arrow keys change a closed select.
 * @param {{ control: Extract<import('./types.js').Control, { type: 'select' }>, busy: string, press: Press }} props
 */
function Select({ control, busy, press }) {
  const [value, setValue] = useState('');
  const chosen = control.options.find((option) => option.value === value)?.label ?? '';
  return html`<span class="select">
    <select aria-label=${control.label} value=${value} onChange=${(/** @type {{ target: HTMLSelectElement }} */ event) => setValue(event.target.value)}>
      <option value="">${control.label}</option>
      ${control.options.map((option) => html`<option value=${option.value}>${option.label}</option>`)}
    </select>
    <button type="button" class="button default" disabled=${value === ''} aria-busy=${busy === control.nonce}
      onClick=${(/** @type {MouseEvent} */ event) => press(event, chosen, control.nonce, value)}>Choose</button>
  </span>`;
}
