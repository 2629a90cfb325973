import { html } from './preact.js';

const PATHS = /** @type {const} */ ({
  neutral: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 7.2v4M8 4.9v.1',
  progress: 'M8 1.5a6.5 6.5 0 1 0 6.5 6.5M8 4.5V8l2.5 1.8',
  success: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 8.2l2.1 2.1L11 6.2',
  warning: 'M8 2L1.5 13.5h13zM8 6.5v3M8 11.6v.1',
  danger: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.8v3.7M8 11v.1',
  eye: 'M1.2 8S3.7 3.5 8 3.5S14.8 8 14.8 8S12.3 12.5 8 12.5S1.2 8 1.2 8zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4',
  thread: 'M2 3h12v8H7l-3 2.5V11H2z',
  log: 'M6.5 9.5l3-3M7 4.5l1.3-1.3a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5l-1.3 1.3a2.8 2.8 0 0 1-4-4L5 7.5',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.8v4M9.3 6.8v4',
  file: 'M4 1.5h5l3 3v10H4zM9 1.5v3h3',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  menu: 'M2 4h12M2 8h12M2 12h12',
  theme: 'M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13',
  help: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M8 11.5v.1',
  send: 'M2 8h11M8.5 3.5L13 8l-4.5 4.5',
  down: 'M8 3v10M3.5 8.5L8 13l4.5-4.5',
  chevron: 'M4 6l4 4l4-4',
  check: 'M3 8.5l3.2 3.2L13 4.5',
  open: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13 3L7.5 8.5',
  lock: 'M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  pin: 'M6 2h4l-.5 4.5L12 9H4l2.5-2.5zM8 9v5',
  smile: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5.2 9.5a3 3 0 0 0 5.6 0M6 6v.1M10 6v.1',
});

/**
 * @typedef {keyof typeof PATHS} IconName
 * @param {{ name: IconName }} props a decoration: whatever it means is also said in words
 */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}

/** Keyturn's sign: two keys, turned together. */
export function Logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="11" cy="11" r="4.2" /><path d="M14 14l9.5 9.5M20 20l2.6-2.6" />
    <g opacity=".55"><circle cx="21" cy="11" r="4.2" /><path d="M18 14l-9.5 9.5M12 20l-2.6-2.6" /></g>
  </svg>`;
}

/**
 * Initials on a colour that follows from the id.
 * @param {{ id: string, name: string }} props
 */
export function Avatar({ id, name }) {
  let hue = 0;
  for (const character of id) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return html`<span class="avatar" aria-hidden="true" style=${{ '--hue': String(hue) }}>${name.slice(0, 1).toUpperCase()}</span>`;
}
