import { StringDecoder } from 'node:string_decoder';

/** One stream of a program: decoded as it comes, kept up to a limit, counted to the end. */
export interface Captured {
  /** Takes a piece of the stream and answers its text; a character cut in two comes with the next piece. */
  push(chunk: Buffer): string;
  /** What is left of a character that never became whole. */
  end(): string;
  readonly text: string;
  readonly bytes: number;
  /** Bytes that came after the limit. */
  readonly dropped: number;
}

/** @param limit how many bytes to keep; whole pieces of text, so that a character is never cut. */
export function createCaptured(limit: number): Captured {
  const decoder = new StringDecoder('utf8');
  const kept: string[] = [];
  let bytes = 0;
  let dropped = 0;

  return {
    push(chunk) {
      const room = limit - bytes;
      bytes += chunk.length;
      if (chunk.length <= room) {
        const text = decoder.write(chunk);
        kept.push(text);
        return text;
      }
      const text = decoder.write(chunk);
      if (room > 0) kept.push(wholeLines(text, room));
      dropped += chunk.length - Math.max(0, room);
      return text;
    },
    end() {
      const text = decoder.end();
      if (dropped === 0) kept.push(text);
      return text;
    },
    get text() {
      return kept.join('');
    },
    get bytes() {
      return bytes;
    },
    get dropped() {
      return dropped;
    },
  };
}

/** Cut at a line's end, never inside a line: half of a secret would pass by whoever looks for the whole one. */
function wholeLines(text: string, room: number): string {
  return text.slice(0, text.lastIndexOf('\n', room) + 1);
}
