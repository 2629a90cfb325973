import { html, useLayoutEffect, useRef } from './preact.js';
import { update, useStore } from './state.js';

/** A second click of the same hand is no answer to what it has not read. */
const UNREAD_MS = 500;

/** Asks again about a click that came right after the page had moved under the pointer. */
export function DoubtDialog() {
  const { doubt } = useStore();
  return doubt && html`<${Dialog} doubt=${doubt} />`;
}

/** @param {{ doubt: NonNullable<import('./state.js').State['doubt']> }} props */
function Dialog({ doubt }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const openedAt = useRef(performance.now());
  useLayoutEffect(() => {
    const el = dialog.current;
    if (!el) return;
    el.showModal();
    el.querySelector('button')?.focus();
    return () => el.close();
  }, []);
  const close = () => update({ doubt: null });
  const go = (/** @type {MouseEvent} */ event) => {
    if (event.detail > 0 && performance.now() - openedAt.current < UNREAD_MS) return;
    close();
    doubt.go();
  };
  return html`<dialog ref=${dialog} class="form" role="alertdialog" aria-labelledby="doubt-title" aria-describedby="doubt-why" onCancel=${close}>
    <h2 id="doubt-title">Did you mean ${doubt.label}?</h2>
    <p id="doubt-why">The page moved right before your click, so nothing was done yet. The button belongs to: ${doubt.about}.</p>
    <footer>
      <button type="button" class="button default" onClick=${close}>No</button>
      <button type="button" class="button primary" onClick=${go}>${doubt.label}</button>
    </footer>
  </dialog>`;
}
