import type { RedactingStream, Redactor } from '../redact.ts';

export interface OutputChunk {
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** Collects what a step prints: redacted, bounded, and written at a bounded rate. */
export interface Recorder {
  push(stream: 'out' | 'err', text: string): void;
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

export function createRecorder({ redactor, limit, everyMs, write, onError }: RecorderOptions): Recorder {
  const streams: Record<'out' | 'err', RedactingStream> = { out: redactor.stream(), err: redactor.stream() };
  const headLimit = Math.floor(limit * 0.75);
  const tailLimit = limit - headLimit;
  let head = 0;
  let tail: OutputChunk[] = [];
  let tailLength = 0;
  let dropped = 0;
  let waiting: OutputChunk[] = [];
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function keep(chunk: OutputChunk): void {
    if (chunk.text === '') return;
    const room = Math.max(0, headLimit - head);
    if (room > 0) {
      const text = chunk.text.slice(0, room);
      head += text.length;
      waiting.push({ stream: chunk.stream, text });
      timer ??= setTimeout(flush, everyMs);
    }
    if (chunk.text.length > room) keepTail({ stream: chunk.stream, text: chunk.text.slice(room) });
  }

  function keepTail(chunk: OutputChunk): void {
    tail.push(chunk);
    tailLength += chunk.text.length;
    while (tailLength > tailLimit) {
      const [first] = tail;
      if (first === undefined) break;
      const cut = Math.min(first.text.length, tailLength - tailLimit);
      dropped += cut;
      tailLength -= cut;
      if (cut === first.text.length) tail.shift();
      else tail[0] = { stream: first.stream, text: first.text.slice(cut) };
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const chunks = joined(waiting);
    waiting = [];
    writing = writing.then(() => write(chunks)).catch(onError);
  }

  return {
    push(stream, text) {
      keep({ stream, text: storable(streams[stream].push(text)) });
    },
    async close() {
      for (const stream of ['out', 'err'] as const) keep({ stream, text: storable(streams[stream].end()) });
      if (dropped > 0) waiting.push({ stream: 'err', text: `\n[… ${dropped} characters left out …]\n` });
      waiting.push(...tail);
      tail = [];
      flush();
      await writing;
    },
  };
}

/** The database's text cannot hold a zero character, nor half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed();
}

/** Neighbours of one stream as one chunk: fewer rows. */
function joined(chunks: readonly OutputChunk[]): OutputChunk[] {
  const result: { stream: 'out' | 'err'; parts: string[] }[] = [];
  for (const { stream, text } of chunks) {
    const last = result.at(-1);
    if (last?.stream === stream) last.parts.push(text);
    else result.push({ stream, parts: [text] });
  }
  return result.map(({ stream, parts }) => ({ stream, text: parts.join('') }));
}
