import { html, useLayoutEffect, useRef } from './preact.js';
import { update, useStore } from './state.js';

const KEYS = [
  ['/', 'write a command'],
  ['↑ ↓', 'move through suggestions'],
  ['Tab', 'take the suggestion, go to the next field'],
  ['Enter', 'send what is typed; after ↑ or ↓, take the suggestion'],
  ['Shift Enter', 'new line'],
  ['Esc', 'one step back: close the list, the form, the side'],
  ['Alt ↑ ↓', 'previous or next channel'],
  ['Ctrl Enter', 'send a form'],
  ['?', 'this list'],
];

/** The keyboard, in one dialog. */
export function HelpDialog() {
  const { help } = useStore();
  return help && html`<${Dialog} />`;
}

function Dialog() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => update({ help: false });
  return html`<dialog ref=${dialog} class="form" aria-labelledby="help-title" onCancel=${close}>
    <h2 id="help-title">Keyboard</h2>
    <dl class="keys">${KEYS.map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}</dl>
    <footer><button type="button" class="button primary" onClick=${close}>Close</button></footer>
  </dialog>`;
}
