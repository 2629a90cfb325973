import { setImmediate as turn } from 'node:timers/promises';
import type { RedactingStream, Redactor } from '../../../redaction/redactor.ts';
import { createRenderer, type Renderer } from '../../../terminal/render.ts';
import { endsInHalf, isInsideCharacter, storable } from '../../../values/characters.ts';
import { createBacklog } from './backlog.ts';
import { lastWords } from './last-words.ts';
import { leftOut, notStored } from './left-out.ts';

type StreamName = 'out' | 'err';
const STREAMS: readonly StreamName[] = ['out', 'err'];

export interface OutputChunk {
  readonly stream: StreamName;
  readonly text: string;
}

/** Collects what a step prints: as a terminal would show it, then redacted, bounded, and written at a bounded rate. */
export interface Recorder {
  push(stream: StreamName, text: string): void;
  /** The end of what was printed so far, of errors where there are any, on one line; empty when nothing was. */
  lastWords(): Promise<string>;
  /** Writes what is left; nothing is written after it. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly redactor: Redactor;
  /** Characters that are kept: the beginning, and a quarter of it for the end. */
  readonly limit: number;
  readonly everyMs: number;
  write(chunks: readonly OutputChunk[]): Promise<void>;
  onError(error: unknown): void;
}

/** Characters that are cleaned before others get their turn. */
const SLICE = 16 * 1024;
/** So much is cleaned at once, without waiting for the timer. */
const PLENTY = 64 * 1024;
/** What waits to be cleaned takes at most so many characters. */
const BACKLOG = 4 * 1024 * 1024;
const LAST_CHARACTERS = 2_000;
/** A line that is longer is not kept together. */
const LONG_LINE = 4_000;

interface Source {
  renderer: Renderer;
  redacting: RedactingStream;
  /** Characters to leave out: behind a gap, they may be the end of a secret whose beginning is missing. */
  skip: number;
  /** The first half of a character whose second one has not come yet: alone it could not be stored. */
  half: string;
  /** A line whose end has not come yet: what the other stream prints meanwhile must not stand in the middle of it. */
  line: string;
  last: string;
  /** Which piece of all that came was the last one of this stream. */
  heardAt: number;
}

export function createRecorder({ redactor, limit, everyMs, write, onError }: RecorderOptions): Recorder {
  const source = (skip = 0): Source => ({
    renderer: createRenderer(),
    redacting: redactor.stream(),
    skip,
    half: '',
    line: '',
    last: '',
    heardAt: 0,
  });
  const sources: Record<StreamName, Source> = { out: source(), err: source() };
  const backlog = createBacklog(Math.max(BACKLOG, limit * 4));
  const headLimit = Math.floor(limit * 0.75);
  const tailLimit = limit - headLimit;
  let heard = 0;
  let head = 0;
  let tail: OutputChunk[] = [];
  let tailLength = 0;
  let dropped = 0;
  let lost = 0;
  let waiting: OutputChunk[] = [];
  let cleaning: Promise<void> = Promise.resolve();
  let cleanings = 0;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** Whoever was heard first comes first. */
  function inOrder(): readonly StreamName[] {
    return STREAMS.toSorted((one, other) => sources[one].heardAt - sources[other].heardAt);
  }

  /** @param isAll whether nothing comes behind it. */
  function keep(stream: StreamName, cleaned: string, isAll = false): void {
    const from = sources[stream];
    const come = from.half + cleaned;
    const printed = !isAll && endsInHalf(come) ? come.slice(0, -1) : come;
    from.half = come.slice(printed.length);
    const skipped = behind(printed, Math.min(from.skip, printed.length));
    from.skip = Math.max(0, from.skip - skipped);
    dropped += skipped;
    const text = storable(printed.slice(skipped));
    from.last = (from.last + text).slice(-LAST_CHARACTERS);
    const line = from.line + text;
    const whole = isAll || line.length > LONG_LINE ? line.length : line.lastIndexOf('\n') + 1;
    from.line = line.slice(whole);
    print(stream, line.slice(0, whole));
  }

  function print(stream: StreamName, text: string): void {
    if (text === '') return;
    const room = Math.max(0, headLimit - head);
    const first = text.slice(0, isInsideCharacter(text, room) ? room - 1 : room);
    if (first !== '') waiting.push({ stream, text: first });
    if (first === text) head += text.length;
    else {
      // What comes behind the beginning belongs to the end, even where there is room for half of a character.
      head = headLimit;
      keepTail({ stream, text: text.slice(first.length) });
    }
  }

  function keepTail(chunk: OutputChunk): void {
    tail.push(chunk);
    tailLength += chunk.text.length;
    while (tailLength > tailLimit) {
      const [first] = tail;
      if (first === undefined) break;
      const cut = behind(first.text, Math.min(first.text.length, tailLength - tailLimit));
      dropped += cut;
      tailLength -= cut;
      if (cut === first.text.length) tail.shift();
      else tail[0] = { stream: first.stream, text: first.text.slice(cut) };
    }
  }

  /** Cleans what waits, one after the other. @param after what else is to be done before the next begins. */
  function clean(after: () => Promise<void> | void = () => {}): Promise<void> {
    cleanings += 1;
    cleaning = cleaning
      .then(async () => {
        for (let piece = backlog.take(SLICE); piece !== undefined; piece = backlog.take(SLICE)) {
          if (piece.missing > 0) await leap(piece.missing);
          heard += 1;
          sources[piece.stream].heardAt = heard;
          const { renderer, redacting } = sources[piece.stream];
          keep(piece.stream, await redacting.push(renderer.push(piece.text)));
          await turn();
        }
        await after();
      })
      .catch(onError)
      .finally(() => {
        cleanings -= 1;
      });
    return cleaning;
  }

  /** Goes on behind a gap. What is held back, and what comes first, may be the two ends of a secret. */
  async function leap(missing: number): Promise<void> {
    dropped += missing;
    for (const stream of STREAMS) {
      const { renderer, redacting, last, heardAt } = sources[stream];
      keep(stream, await redacting.push(renderer.end()), true);
      sources[stream] = { ...source(redactor.reach), last, heardAt };
    }
  }

  /** What stands in a line that is not whole yet is worth seeing where a program waits. */
  async function settle(): Promise<void> {
    for (const stream of inOrder()) {
      const from = sources[stream];
      keep(stream, await from.redacting.push(from.renderer.settle()));
      print(stream, from.line);
      from.line = '';
    }
  }

  function flush(): void {
    if (waiting.length === 0) return;
    const chunks = joined(waiting);
    waiting = [];
    writing = writing
      .then(() => write(chunks))
      .catch((error: unknown) => {
        lost += chunks.reduce((sum, { text }) => sum + text.length, 0);
        onError(error);
      });
  }

  return {
    push(stream, text) {
      backlog.push(stream, text);
      timer ??= setTimeout(() => {
        timer = undefined;
        void clean(async () => {
          await settle();
          flush();
        });
      }, everyMs);
      if (backlog.length >= PLENTY && cleanings === 0) void clean();
    },
    async lastWords() {
      await clean(settle);
      const printed = (stream: StreamName) => sources[stream].last + sources[stream].redacting.held();
      return lastWords(printed('out'), printed('err'));
    },
    async close() {
      clearTimeout(timer);
      timer = undefined;
      await clean(async () => {
        for (const stream of inOrder()) {
          const { renderer, redacting } = sources[stream];
          keep(stream, (await redacting.push(renderer.end())) + redacting.end(), true);
        }
      });
      await writing;
      if (dropped > 0) waiting.push({ stream: 'err', text: leftOut(dropped) });
      waiting.push(...tail);
      tail = [];
      if (lost > 0) waiting.push({ stream: 'err', text: notStored(lost) });
      flush();
      await writing;
    },
  };
}

/** The first place from `at` on that is in no character. */
function behind(text: string, at: number): number {
  return isInsideCharacter(text, at) ? at + 1 : at;
}

/** Neighbours of one stream as one chunk: fewer rows. */
function joined(chunks: readonly OutputChunk[]): OutputChunk[] {
  const result: { stream: StreamName; parts: string[] }[] = [];
  for (const { stream, text } of chunks) {
    const last = result.at(-1);
    if (last?.stream === stream) last.parts.push(text);
    else result.push({ stream, parts: [text] });
  }
  return result.map(({ stream, parts }) => ({ stream, text: parts.join('') }));
}
