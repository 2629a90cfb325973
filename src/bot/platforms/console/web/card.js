import { click } from './actions.js';
import { Inline } from './format.js';
import { Icon } from './icons.js';
import { html, useLayoutEffect, useRef, useState } from './preact.js';

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
  return html`<section class="card tone-${card.tone}" aria-label=${card.title}>
    <header class="card-head">
      <span class="tone" title=${TONES[card.tone]}><${Icon} name=${card.tone} /><span class="hidden">${TONES[card.tone]}:</span></span>
      <div><h3>${card.title}</h3>${card.status && html`<p class="status">${card.status}</p>`}</div>
    </header>
    ${card.blocks.map((block, index) => html`<${BlockView} key=${`${index}${block.type}`} block=${block} />`)}
    ${card.controls.length > 0 && html`<${Controls} message=${message} controls=${card.controls} />`}
    ${card.footer && html`<footer class="card-foot"><${Inline} text=${card.footer} /></footer>`}
  </section>`;
}

/** @param {{ block: import('./types.js').Block }} props */
function BlockView({ block }) {
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
    case 'table':
      return html`<div class="table" tabindex="0" role="region" aria-label="Table">
        <table>
          <thead><tr>${block.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
          <tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td><${Inline} text=${cell} /></td>`)}</tr>`)}</tbody>
        </table>
      </div>`;
  }
}

/**
 * Output that grows: it stays at its end for whoever is at the end.
 * @param {{ block: { text: string, label?: string } }} props
 */
function Code({ block }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
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

/** @param {{ message: import('./types.js').Message, controls: readonly import('./types.js').Control[] }} props */
function Controls({ message, controls }) {
  const [busy, setBusy] = useState('');
  /** @param {string} nonce @param {string} [value] */
  const press = async (nonce, value) => {
    if (busy) return;
    setBusy(nonce);
    await click(message, nonce, value);
    setBusy('');
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

/** @param {{ control: import('./types.js').Control, busy: string, press: (nonce: string, value?: string) => void }} props */
function ControlView({ control, busy, press }) {
  switch (control.type) {
    case 'button':
      return html`<button type="button" class="button ${control.style}" aria-busy=${busy === control.nonce}
        aria-disabled=${busy !== ''} onClick=${() => press(control.nonce)}>${control.label}</button>`;
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
 * @param {{ control: Extract<import('./types.js').Control, { type: 'select' }>, busy: string, press: (nonce: string, value: string) => void }} props
 */
function Select({ control, busy, press }) {
  const [value, setValue] = useState('');
  return html`<span class="select">
    <select aria-label=${control.label} value=${value} onChange=${(/** @type {{ target: HTMLSelectElement }} */ event) => setValue(event.target.value)}>
      <option value="">${control.label}</option>
      ${control.options.map((option) => html`<option value=${option.value}>${option.label}</option>`)}
    </select>
    <button type="button" class="button default" disabled=${value === ''} aria-busy=${busy === control.nonce}
      onClick=${() => press(control.nonce, value)}>Choose</button>
  </span>`;
}
