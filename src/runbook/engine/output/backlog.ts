export interface Piece {
  readonly stream: 'out' | 'err';
  readonly text: string;
  /** Characters that were left out right before it. */
  readonly missing: number;
}

/** What was printed and not looked at yet, in order. Where a program prints faster than that, the middle is left out. */
export interface Backlog {
  readonly length: number;
  push(stream: Piece['stream'], text: string): void;
  /** Takes up to `most` characters of one stream; undefined when there are none. */
  take(most: number): Piece | undefined;
}

/** @param limit characters that are kept; a quarter of them at each end when there are more. */
export function createBacklog(limit: number): Backlog {
  let pieces: Piece[] = [];
  let first = 0;
  let length = 0;

  function leaveOut(): void {
    const waiting = pieces.slice(first);
    const quarter = Math.floor(limit / 4);
    const head: Piece[] = [];
    let room = quarter;
    let missing = 0;
    const tail: Piece[] = [];
    for (const piece of waiting) {
      const kept = piece.text.slice(0, room);
      if (kept !== '') head.push({ ...piece, text: kept });
      room -= kept.length;
      if (kept === piece.text) continue;
      const later = {
        ...piece,
        text: piece.text.slice(kept.length),
        missing: kept === '' ? piece.missing : 0,
      };
      missing += later.missing;
      tail.push({ ...later, missing: 0 });
    }
    let over = tail.reduce((sum, { text }) => sum + text.length, 0) - quarter;
    missing += over;
    let index = 0;
    for (; over > 0; index += 1) {
      const piece = tail[index];
      if (piece === undefined) break;
      if (piece.text.length > over) {
        tail[index] = { ...piece, text: piece.text.slice(over) };
        break;
      }
      over -= piece.text.length;
    }
    const last = tail.slice(index);
    if (last[0] !== undefined) last[0] = { ...last[0], missing };
    pieces = [...head, ...last];
    first = 0;
    length = quarter * 2;
  }

  return {
    get length() {
      return length;
    },
    push(stream, text) {
      if (text === '') return;
      pieces.push({ stream, text, missing: 0 });
      length += text.length;
      if (length > limit) leaveOut();
    },
    take(most) {
      const piece = pieces[first];
      if (piece === undefined) return undefined;
      const parts: string[] = [];
      let room = most;
      for (let next: Piece | undefined = piece; next !== undefined && room > 0; next = pieces[first]) {
        if (next.stream !== piece.stream || (next !== piece && next.missing > 0)) break;
        const text = next.text.slice(0, room);
        parts.push(text);
        room -= text.length;
        if (text.length === next.text.length) first += 1;
        else pieces[first] = { ...next, text: next.text.slice(text.length), missing: 0 };
      }
      if (first > 1_000 || first === pieces.length) {
        pieces = pieces.slice(first);
        first = 0;
      }
      length -= most - room;
      return { ...piece, text: parts.join('') };
    },
  };
}
