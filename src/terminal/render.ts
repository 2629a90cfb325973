import { SEQUENCE, unfinishedSequence } from './sequence.ts';

/** A line that is longer goes on in pieces: what was printed before them stays as it is. */
const COLUMNS = 4_096;
const CONTROL = new RegExp(String.raw`${SEQUENCE}|[\x00-\x08\x0a-\x1f\x7f-\x9f]`, 'g');
const BLANK = 0x20;

/**
 * What a person would have read on a terminal, line by line: carriage returns, backspaces and erasing are carried out, colours, titles
 * and the addresses of links are left out. A cursor that goes up begins a new line: what was printed stays. Linear in the text.
 */
export interface Renderer {
  /** @returns the lines that are whole by now. */
  push(text: string): string;
  /** @returns the line under way, unless it is being drawn again and again; what comes later goes on behind it. */
  settle(): string;
  end(): string;
}

export function rendered(text: string): string {
  const renderer = createRenderer();
  return renderer.push(text) + renderer.end();
}

export function createRenderer(): Renderer {
  const units = new Uint16Array(COLUMNS);
  let length = 0;
  let column = 0;
  /** How much of the line was answered already. */
  let shown = 0;
  let redrawn = false;
  let rest = '';
  let done: string[] = [];

  function take(): string {
    const text = done.join('');
    done = [];
    return text;
  }

  function show(): void {
    if (length > shown) done.push(String.fromCharCode(...units.subarray(shown, length)));
    shown = length;
  }

  function newLine(end: string): void {
    show();
    done.push(end);
    length = 0;
    column = 0;
    shown = 0;
    redrawn = false;
  }

  /** What was answered already stays: the changed line is a line of its own. */
  function change(from: number): void {
    if (from >= shown) return;
    done.push('\n');
    shown = 0;
  }

  function put(text: string): void {
    for (let at = 0; at < text.length; ) {
      if (column >= COLUMNS) newLine('');
      const room = Math.min(COLUMNS - column, text.length - at);
      change(column);
      if (column > length) units.fill(BLANK, length, column);
      for (let index = 0; index < room; index += 1) units[column + index] = text.charCodeAt(at + index);
      column += room;
      at += room;
      length = Math.max(length, column);
    }
  }

  function moveTo(target: number): void {
    column = Math.max(0, Math.min(target, COLUMNS - 1));
    if (column < length) redrawn = true;
  }

  function erase(from: number, to: number): void {
    if (from >= Math.min(to, length)) return;
    change(from);
    if (to >= length) length = from;
    else units.fill(BLANK, from, to);
  }

  function control(written: string): void {
    const [, parameters = '', final] = /^(?:\x1b\[|\x9b)([\x20-\x3f]*)([\x40-\x7e])$/.exec(written) ?? [];
    if (final !== undefined) {
      command(final, Number.parseInt(parameters, 10) || 0);
      return;
    }
    if (written === '\r') moveTo(0);
    else if (written === '\b') moveTo(column - 1);
    else if (/^[\n\v\f\x85]$/.test(written)) newLine('\n');
    // Shown later as what it is: nobody expects it in a text.
    else if (written === '\0') put(written);
  }

  function command(final: string, given: number): void {
    const count = Math.min(Math.max(given, 1), COLUMNS);
    switch (final) {
      case 'C':
        moveTo(column + count);
        break;
      case 'D':
        moveTo(column - count);
        break;
      case 'G':
        moveTo(count - 1);
        break;
      case 'K':
        if (given === 0) erase(column, length);
        else erase(0, given === 1 ? column + 1 : length);
        break;
      case 'P':
        if (column >= length) break;
        change(column);
        units.copyWithin(column, Math.min(column + count, length), length);
        length = Math.max(column, length - count);
        break;
      case 'X':
        erase(column, column + count);
        break;
      case 'A':
      case 'B':
      case 'E':
      case 'F':
      case 'H':
      case 'f':
        if (length > 0) newLine('\n');
        column = 0;
        break;
    }
  }

  return {
    push(text) {
      const input = rest + text;
      const whole = unfinishedSequence(input) ?? input.length;
      rest = input.slice(whole);
      let from = 0;
      for (const match of input.slice(0, whole).matchAll(CONTROL)) {
        put(input.slice(from, match.index));
        control(match[0]);
        from = match.index + match[0].length;
      }
      put(input.slice(from, whole));
      return take();
    },
    settle() {
      if (!redrawn) show();
      return take();
    },
    end() {
      put(rest.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, ''));
      rest = '';
      show();
      return take();
    },
  };
}
