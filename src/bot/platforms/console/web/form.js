import { submitForm } from './actions.js';
import { newId } from './api.js';
import { focusedCard, keepFocus } from './focus.js';
import { Inline } from './format.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from './preact.js';
import { current, showError, update, useStore } from './state.js';
import { tooLong } from './too-long.js';
import { YES_NO } from './yes-no.js';

/** @typedef {import('./types.js').FormField} FormField */
/** @typedef {{ target: HTMLInputElement }} InputEvent_ */

const STORED = 'keyturn.form';

/** An open form survives a reload of the page, with what was typed. */
export function restoreForm() {
  const stored = sessionStorage.getItem(STORED);
  if (stored) update({ form: JSON.parse(stored) });
}

/** The one form that is open, as a dialog. */
export function FormDialog() {
  const { form: open } = useStore();
  useEffect(() => {
    if (open) sessionStorage.setItem(STORED, JSON.stringify(open));
    else sessionStorage.removeItem(STORED);
  }, [open]);
  // A form that comes back with errors has a nonce of its own: it begins afresh, at its first error.
  return open && html`<${Dialog} key=${open.form.nonce} open=${open} />`;
}

/** @param {{ open: import('./types.js').OpenForm }} props */
function Dialog({ open }) {
  const { form, values } = open;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  useLayoutEffect(() => {
    const el = dialog.current;
    if (!el) return;
    const card = focusedCard();
    el.showModal();
    const first = el.querySelector('[aria-invalid=true]') ?? el.querySelector('input, textarea, select');
    if (first instanceof HTMLElement) first.focus();
    return () => {
      el.close();
      // The button that opened it may be gone by now.
      keepFocus(card);
    };
  }, []);
  const cancel = () => update({ form: null });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const long = form.fields.find((field) => tooLong(field, values[field.name] ?? ''));
    if (long) return document.getElementById(`field-${long.name}`)?.focus();
    setBusy(true);
    try {
      await submitForm(open, newId());
    } catch (error) {
      showError(error);
    }
    setBusy(false);
  };
  const set = (/** @type {string} */ name, /** @type {string} */ value) => {
    const now = current().form;
    if (now) update({ form: { ...now, values: { ...now.values, [name]: value } } });
  };
  return html`<dialog ref=${dialog} class="form" aria-labelledby="form-title" onCancel=${cancel}>
    <form onSubmit=${submit} onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
        /** @type {HTMLFormElement} */ (event.currentTarget).requestSubmit();
    }}>
      <h2 id="form-title">${form.title}</h2>
      ${form.intro && html`<p class="text"><${Inline} text=${form.intro} /></p>`}
      ${form.fields.map((field) => html`<${Field} key=${field.name} field=${field} value=${values[field.name] ?? ''} set=${(/** @type {string} */ value) => set(field.name, value)} />`)}
      <footer>
        <button type="button" class="button default" onClick=${cancel}>Cancel</button>
        <button type="submit" class="button primary" aria-busy=${busy}>${form.submit}</button>
      </footer>
    </form>
  </dialog>`;
}

/** A box is ticked or not; what may be left unsaid has to be chosen. @param {FormField} field */
function isBox({ type, required }) {
  return type === 'boolean' && required;
}

/** @param {{ field: FormField, value: string, set: (value: string) => void }} props */
function Field({ field, value, set }) {
  const id = `field-${field.name}`;
  const error = tooLong(field, value) ?? field.error;
  const notes = `${field.hint ? `${id}-hint` : ''} ${error ? `${id}-error` : ''}`.trim();
  const shared = {
    id,
    name: field.name,
    required: field.required && !isBox(field),
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': notes || undefined,
  };
  return html`<div class="form-field ${error ? 'bad' : ''} ${isBox(field) ? 'box' : ''}">
    <label for=${id}>${field.label}${field.required ? html`<i aria-hidden="true">*</i>` : html`<small>optional</small>`}</label>
    <${Control} field=${field} value=${value} set=${set} shared=${shared} />
    ${error && html`<p class="error" role="alert" id=${`${id}-error`}>${error}</p>`}
    ${field.hint && html`<p class="hint-text" id=${`${id}-hint`}>${field.hint}</p>`}
  </div>`;
}

/** @param {{ field: FormField, value: string, set: (value: string) => void, shared: object }} props */
function Control({ field, value, set, shared }) {
  const onInput = (/** @type {InputEvent_} */ event) => set(event.target.value);
  switch (field.type) {
    case 'longtext':
      return html`<textarea ...${shared} rows="4" value=${value} onInput=${onInput} />`;
    case 'boolean':
      if (!field.required)
        return html`<${Choice} choices=${YES_NO} value=${value} onChange=${onInput} shared=${shared} />`;
      return html`<input ...${shared} type="checkbox" checked=${value === 'true'} onInput=${(/** @type {InputEvent_} */ event) => set(String(event.target.checked))} />`;
    case 'choice':
      return html`<${Choice} choices=${field.choices ?? []} value=${value} onChange=${onInput} shared=${shared} />`;
    default:
      return html`<input ...${shared} type="text" inputmode=${field.type === 'number' ? 'decimal' : 'text'} autocomplete="off" value=${value} onInput=${onInput} />`;
  }
}

/** @param {{ choices: readonly { value: string, label: string }[], value: string, onChange: (event: InputEvent_) => void, shared: object }} props */
function Choice({ choices, value, onChange, shared }) {
  return html`<select ...${shared} value=${value} onChange=${onChange}>
    <option value="">Choose…</option>
    ${choices.map((choice) => html`<option value=${choice.value}>${choice.label}</option>`)}
  </select>`;
}
