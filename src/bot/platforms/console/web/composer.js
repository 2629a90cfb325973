import { complete, runCommand, say } from './actions.js';
import { CommandOptions } from './command-options.js';
import { exactCommand, readCommand, searchCommands } from './command-search.js';
import { Icon } from './icons.js';
import { Listbox, useListKeys } from './listbox.js';
import { html, useEffect, useRef, useState } from './preact.js';
import { useStore } from './state.js';
import { tooLong } from './too-long.js';

/** @typedef {import('./types.js').Command} Command */

/** @typedef {{ command: Command, rest: string, title?: string }} Item a command, or an action that one of them runs */

const PAUSE_MS = 120;
/** Characters that the server takes in one message. */
const MOST_SAID = 8_000;

/**
 * What the bot finds for a text, which knows more words than the names of commands and forgives typing errors.
 * @param {string} text
 * @param {import('./types.js').Place} place
 * @returns {readonly { value: string, label: string }[]}
 */
function useSearch(text, place) {
  const [found, setFound] = useState(
    /** @type {{ text: string, all: readonly { value: string, label: string }[] }} */ ({ text: '', all: [] }),
  );
  useEffect(() => {
    if (text.trim().length < 2) return;
    let stale = false;
    const timer = setTimeout(async () => {
      const query = { path: ['ops', 'help'], option: 'topic', text, options: {} };
      // A suggestion that does not come is no reason to interrupt somebody who types.
      const all = await complete(query, place).catch(() => []);
      if (!stale) setFound({ text, all });
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return found.text === text ? found.all : [];
}

/**
 * Commands that begin with what was typed, and behind them what else was found.
 * @param {readonly Command[]} found
 * @param {readonly { value: string, label: string }[]} more
 * @param {readonly Command[]} commands
 * @returns {readonly Item[]}
 */
function withMore(found, more, commands) {
  const run = commands.find(({ path }) => path.join(' ') === 'ops run');
  const others = more.flatMap(({ value, label }) => {
    const command = commands.find(({ path }) => path.join(' ') === value);
    if (command) return found.includes(command) ? [] : [{ command, rest: '' }];
    return run && value.includes(':') ? [{ command: run, rest: `action:${value}`, title: label }] : [];
  });
  return [...found.map((command) => ({ command, rest: '' })), ...others];
}

/** @param {Item} item */
function shownOf({ command, title }) {
  if (title !== undefined) return { title, detail: 'Runs it, or asks for its approval', hints: [] };
  const hints = command.options.map((option) => (option.required ? option.name : `${option.name}?`));
  return { title: `/${command.path.join(' ')}`, detail: command.summary, hints };
}

/**
 * Text for people, or a slash command: searched as you type, then filled in field by field.
 * @param {{ place: import('./types.js').Place, label: string }} props
 */
export function Composer({ place, label }) {
  const { commands, firstCommand } = useStore();
  const draftKey = `keyturn.draft.${place.channel}.${place.thread ?? ''}`;
  const [text, setText] = useState(sessionStorage.getItem(draftKey) ?? '');
  const [chosen, setChosen] = useState(/** @type {{ command: Command, rest: string } | null} */ (null));
  const [closed, setClosed] = useState(false);
  const [focused, setFocused] = useState(false);
  const input = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const found = text.startsWith('/') && !closed ? searchCommands(commands, text, firstCommand) : [];
  const more = useSearch(text.startsWith('/') && !closed && chosen === null ? text.slice(1) : '', place);
  const items = withMore(found, more, commands);
  const keys = useListKeys(items.length, text);
  const long = text.startsWith('/') ? undefined : tooLong({ maxLength: MOST_SAID }, text.trim());
  // A draft that nobody types at would cover the buttons of the newest card, and Escape would not reach it.
  const shown = focused && items.length > 0;

  const write = (/** @type {string} */ next) => {
    setClosed(false);
    keys.reset();
    setText(next);
    sessionStorage.setItem(draftKey, next);
    // A whole command and a space: on to its first field, with whatever follows already in it.
    const exact = exactCommand(commands, next);
    if (exact && exact.command.options.length > 0) setChosen(exact);
  };
  const reset = () => {
    setChosen(null);
    write('');
    focusSoon();
  };
  const focusSoon = () => {
    // At once when the field is there, so that the next key goes into it; otherwise when it is.
    if (input.current) input.current.focus();
    else requestAnimationFrame(() => input.current?.focus());
  };

  useEffect(() => {
    if (place.thread !== null) return;
    const onType = (/** @type {Event} */ event) => {
      const detail = /** @type {CustomEvent<string>} */ (event).detail;
      setChosen(null);
      write(detail || text);
      focusSoon();
    };
    addEventListener('keyturn:type', onType);
    return () => removeEventListener('keyturn:type', onType);
  }, [place.thread, commands]);

  /** A suggestion is written out, or its fields are shown; nothing is sent yet. @param {Item | undefined} item */
  const take = (item) => {
    const command = item?.command;
    if (!command) return;
    if (item.rest !== '') return setChosen({ command, rest: item.rest });
    if (command.options.length > 0) return setChosen({ command, rest: '' });
    write(`/${command.path.join(' ')}`);
    setClosed(true);
  };
  /**
   * What was typed is what is sent: a suggestion that nobody chose is none. Words that no command has are what somebody looks for:
   * the fields of what was found are shown, and nothing is sent yet.
   * @param {string} typed
   */
  const sendCommand = (typed) => {
    const { command, words, rest } = readCommand(commands, typed);
    if (command && rest !== '' && command.options.length > 0) return setChosen({ command, rest });
    if (command && rest === '') {
      if (command.options.some((option) => option.required)) return setChosen({ command, rest });
      reset();
      return runCommand(command.path, {}, place);
    }
    if (found.length === 0 && items.length > 0) return take(items[keys.active]);
    // The bot says what it does not understand, and what was meant. The text stays, to be mended.
    setClosed(true);
    return words.length === 0 ? setClosed(false) : runCommand(words, {}, place);
  };

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (items.length > 0 && keys.onKeyDown(event)) return;
    const item = items[keys.active];
    if (event.key === 'Escape' && items.length > 0) {
      event.stopPropagation();
      setClosed(true);
    } else if (event.key === 'Tab' && !event.shiftKey && item) {
      event.preventDefault();
      take(item);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  };
  const submit = () => {
    const item = items[keys.active];
    if (item && keys.walked) return take(item);
    const said = text.trim();
    if (said === '') return;
    if (said.startsWith('/')) return sendCommand(said);
    // What is too long stays, with the reason below it.
    if (long) return;
    reset();
    return say(said, place);
  };

  if (chosen) {
    const back = () => {
      setChosen(null);
      write(`/${chosen.command.path.join(' ')}`);
      focusSoon();
    };
    return html`<div class="composer"><${CommandOptions} ...${chosen} place=${place} back=${back} done=${reset} /></div>`;
  }
  const nothing = text.startsWith('/') && !closed && items.length === 0;
  const listId = `commands-${place.thread ?? 'channel'}`;
  return html`<div class="composer">
    ${
      shown &&
      html`<${Listbox} id=${listId} label="Commands" active=${keys.active} onPick=${(/** @type {number} */ index) => take(items[index])}
      items=${items.map(shownOf)} />`
    }
    ${nothing && html`<p class="no-match" role="status">No command matches. Type <code>/</code> alone to see all, take one with <kbd>Tab</kbd>, then fill in its fields.</p>`}
    ${long && html`<p class="no-match" role="alert" id="too-long">${long}</p>`}
    <div class="field">
      <textarea ref=${input} aria-invalid=${long !== undefined} aria-describedby=${long && 'too-long'} rows="1" value=${text} aria-label=${label} placeholder=${place.thread ? 'Reply, or / for a command' : 'Type / for a command'}
        role="combobox" aria-autocomplete="list" aria-expanded=${shown} aria-controls=${listId}
        aria-activedescendant=${shown ? `${listId}-${keys.active}` : undefined}
        onFocus=${() => setFocused(true)} onBlur=${() => setFocused(false)}
        onInput=${(/** @type {{ target: HTMLTextAreaElement }} */ event) => write(event.target.value)} onKeyDown=${onKeyDown} />
      <button type="button" class="icon-button send" aria-label="Send" disabled=${text.trim() === '' || long !== undefined} onClick=${submit}><${Icon} name="send" /></button>
    </div>
  </div>`;
}
