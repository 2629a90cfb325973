import { complete, runCommand } from './actions.js';
import { Icon } from './icons.js';
import { Listbox, useListKeys } from './listbox.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from './preact.js';
import { tooLong } from './too-long.js';
import { namedWhileTyping, readTypedOptions } from './typed-options.js';
import { YES_NO } from './yes-no.js';

/** @typedef {import('./types.js').Option} Option */
/** @typedef {{ value: string, label: string }} Choice */

const PAUSE_MS = 80;

/**
 * The chosen command's options as fields: Tab goes on, Enter sends, Backspace in the empty first field or
 * Escape goes back. What is missing is asked by the form that the bot opens.
 * @param {{ command: import('./types.js').Command, rest: string, place: import('./types.js').Place, back: () => void, done: () => void }} props
 */
export function CommandOptions({ command, rest, place, back, done }) {
  const [values, setValues] = useState(readTypedOptions(command.options, rest));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const type = (/** @type {Option} */ option, /** @type {string} */ value) => {
    const named = namedWhileTyping(command.options, option.name, value, values);
    setValues((/** @type {Record<string, string>} */ old) => ({
      ...old,
      [option.name]: named?.value ?? value,
    }));
    const next = command.options.findIndex(({ name }) => name === named?.next);
    if (next !== -1) form.current?.querySelectorAll('input')[next]?.focus();
  };
  const send = (/** @type {Record<string, string>} */ filled) => {
    if (command.options.some((option) => tooLong(option, filled[option.name] ?? ''))) return;
    const given = Object.entries(filled).filter(([, value]) => value.trim() !== '');
    done();
    return runCommand(command.path, Object.fromEntries(given), place);
  };
  return html`<form class="options" ref=${form} aria-label=${`/${command.path.join(' ')}`} onSubmit=${(
    /** @type {Event} */ event,
  ) => {
    event.preventDefault();
    send(values);
  }}>
    <div class="options-head">
      <code class="command">/${command.path.join(' ')}</code><span class="dim">${command.summary}</span>
      <button type="button" class="icon-button" aria-label="Back to the search" onClick=${back}><${Icon} name="close" /></button>
    </div>
    <div class="option-row">
      ${command.options.map(
        (
          option,
          index,
        ) => html`<${OptionField} key=${option.name} option=${option} values=${values} command=${command} place=${place} focused=${index === 0}
          set=${(/** @type {string} */ value) => setValues((/** @type {Record<string, string>} */ old) => ({ ...old, [option.name]: value }))}
          type=${(/** @type {string} */ value) => type(option, value)}
          send=${(/** @type {string} */ value) => send({ ...values, [option.name]: value })} back=${back} isFirst=${index === 0} />`,
      )}
      <button class="button primary" type="submit">Send</button>
    </div>
  </form>`;
}

/**
 * @param {{ option: Option, values: Record<string, string>, command: import('./types.js').Command, place: import('./types.js').Place,
 *   focused: boolean, isFirst: boolean, set: (value: string) => void, type: (value: string) => void, send: (value: string) => void, back: () => void }} props
 */
function OptionField({ option, values, command, place, focused, isFirst, set, type, send, back }) {
  const value = values[option.name] ?? '';
  const [open, setOpen] = useState(false);
  const choices = useChoices({
    option,
    text: value,
    path: command.path,
    options: values,
    place,
    active: open,
  });
  const keys = useListKeys(choices.length);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const listId = `option-${option.name}`;
  const shown = open && choices.length > 0;
  const error = tooLong(option, value);
  useLayoutEffect(() => {
    if (focused) input.current?.focus();
  }, []);

  const take = (/** @type {Choice | undefined} */ choice) => {
    if (!choice) return value;
    set(choice.value);
    setOpen(false);
    return choice.value;
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (choices.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && !open) setOpen(true);
    if (shown && keys.onKeyDown(event)) return;
    if (event.key === 'Tab' && shown && value !== '') take(choices[keys.active]);
    else if (event.key === 'Enter') {
      event.preventDefault();
      // A choice of the arrows is taken, and sent by the next Enter; otherwise what was typed is what is meant.
      if (shown && keys.walked) take(choices[keys.active]);
      else send(meantBy(choices, value));
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (shown) setOpen(false);
      else back();
    } else if (event.key === 'Backspace' && isFirst && value === '') {
      event.preventDefault();
      back();
    }
  };
  return html`<div class="option ${option.required ? 'required' : ''}">
    <label><span class="option-name">${option.name}${option.required ? html`<i title="required">*</i>` : html`<small> optional</small>`}</span>
      <input ref=${input} value=${value} autocomplete="off" spellcheck=${false} inputmode=${option.type === 'number' ? 'decimal' : undefined}
        placeholder=${option.description} title=${option.description} aria-required=${option.required} role="combobox" aria-expanded=${shown} aria-controls=${listId}
        aria-autocomplete="list" aria-invalid=${error ? 'true' : undefined} aria-describedby=${error ? `${listId}-error` : undefined} aria-activedescendant=${shown ? `${listId}-${keys.active}` : undefined}
        onFocus=${() => setOpen(true)} onBlur=${() => setOpen(false)} onKeyDown=${onKeyDown}
        onInput=${(/** @type {{ target: HTMLInputElement }} */ event) => {
          setOpen(true);
          keys.reset();
          type(event.target.value);
        }} />
    </label>
    ${error && html`<p class="error" role="alert" id=${`${listId}-error`}>${error}</p>`}
    ${
      shown &&
      html`<${Listbox} id=${listId} label=${option.name} active=${keys.active} onPick=${(/** @type {number} */ index) => take(choices[index])}
      items=${choices.map((choice) => ({ title: choice.label, ...(choice.label === choice.value ? {} : { detail: choice.value }) }))} />`
    }
  </div>`;
}

/**
 * What is sent for what stands in a field: a choice that was taken stands there by its value, which another may have as its label.
 * @param {readonly Choice[]} choices
 * @param {string} typed
 */
function meantBy(choices, typed) {
  if (choices.some(({ value }) => value === typed)) return typed;
  const called = choices.filter(({ label }) => label === typed);
  return called.length === 1 && called[0] ? called[0].value : typed;
}

/**
 * Fixed choices filtered here, or the bot's completions, a moment after the last key.
 * @param {{ option: Option, text: string, path: readonly string[], options: Record<string, string>, place: import('./types.js').Place, active: boolean }} input
 * @returns {readonly Choice[]}
 */
function useChoices({ option, text, path, options, place, active }) {
  const [found, setFound] = useState(/** @type {readonly Choice[]} */ ([]));
  useEffect(() => {
    if (!option.completes || !active) return;
    let stale = false;
    const timer = setTimeout(async () => {
      // A suggestion that does not come is no reason to interrupt somebody who types.
      const choices = await complete({ path, option: option.name, text, options }, place).catch(() => []);
      if (!stale) setFound(choices);
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, active]);
  if (option.completes) return found;
  const fixed = option.choices ?? (option.type === 'boolean' ? YES_NO : []);
  return fixed.filter((choice) => choice.label.toLowerCase().includes(text.toLowerCase()));
}
