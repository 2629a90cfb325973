import type { Card } from '../../chat/card.ts';
import type { DomainEvent } from '../../jobs/event.ts';

/** A signed tree head, whole, so that whoever keeps this message can prove later that the log was not rewritten. */
export function checkpointCard({ origin, size, note }: DomainEvent['data']): Card {
  return {
    title: 'Checkpoint of the log',
    tone: 'neutral',
    status: `${String(origin)} has ${String(size)} entries.`,
    blocks: [{ type: 'code', label: 'Signed note', text: String(note) }],
    controls: [],
    footer: 'Keep it: keyturn audit verify --checkpoint <file> compares the log with it.',
  };
}
