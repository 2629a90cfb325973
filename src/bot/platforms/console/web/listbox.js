import { html, useEffect, useLayoutEffect, useRef, useState } from './preact.js';

/**
 * Arrow keys, Home and End over a list whose focus stays in the input.
 * @param {number} length
 * @param {unknown} [of] what the list is of: more of the same, come later, leaves the selection where it is
 */
export function useListKeys(length, of = length) {
  const [active, setActive] = useState(0);
  const [walked, setWalked] = useState(false);
  const reset = () => {
    setActive(0);
    setWalked(false);
  };
  useEffect(reset, [of]);
  return {
    active: Math.min(active, Math.max(0, length - 1)),
    /** Whether the arrows chose the active item: what is only offered first was chosen by nobody. */
    walked,
    /** Called at each letter: it ends what the arrows chose. */
    reset,
    /** @param {KeyboardEvent} event @returns {boolean} whether the key moved the selection */
    onKeyDown(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined || event.altKey) return false;
      event.preventDefault();
      setWalked(true);
      setActive((/** @type {number} */ index) => (index + step + length) % length);
      return true;
    },
  };
}

/**
 * @param {{ id: string, label: string, active: number, onPick: (index: number) => void,
 *   items: readonly { title: string, detail?: string, hints?: readonly string[] }[] }} props
 */
export function Listbox({ id, label, active, onPick, items }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const pick = (/** @type {Event} */ event, /** @type {number} */ index) => {
    // The input keeps the focus.
    event.preventDefault();
    onPick(index);
  };
  return html`<ul id=${id} class="listbox" role="listbox" aria-label=${label} ref=${list}>
    ${items.map(
      (
        item,
        index,
      ) => html`<li key=${index} id=${`${id}-${index}`} role="option" aria-selected=${index === active}
        onMouseDown=${(/** @type {Event} */ event) => pick(event, index)}>
        <span class="option-title">${item.title}</span>${item.hints?.map((hint) => html`<span class="hint">${hint}</span>`)}
        ${item.detail && html`<span class="option-detail">${item.detail}</span>`}
      </li>`,
    )}
  </ul>`;
}
