/**
 * Shapes that the server answers; see wire.ts, options.ts and log-view.ts.
 * @typedef {import('../../../../chat/card.ts').Card} Card
 * @typedef {import('../../../../chat/card.ts').Block} Block
 * @typedef {import('../../../../chat/card.ts').Control} Control
 * @typedef {import('../../../../chat/card.ts').Form} Form
 * @typedef {import('../../../../chat/card.ts').FormField} FormField
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} channel
 * @property {string | null} thread
 * @property {string | null} author
 * @property {number} seq
 * @property {number} rev
 * @property {string} at
 * @property {string | null} editedAt
 * @property {boolean} deleted
 * @property {boolean} onlyYou
 * @property {{ persona: string, text: string } | null} cause
 * @property {{ type: 'card', card: Card } | { type: 'text', text: string, calls?: Card['calls'] } | null} body
 * @property {readonly { emoji: string, personas: readonly string[] }[]} reactions
 * @property {number} replies
 * @property {{ name: string, bytes: number } | null} file
 * @property {readonly string[]} subjects
 *
 * @typedef {{ id: string, name: string, note: string, human: boolean }} Persona
 * @typedef {{ id: string, topic: string, private: boolean, archived: boolean,
 *   pinned: readonly { id: string, title: string }[] }} ListedChannel
 * @typedef {ListedChannel & { readSeq: number, unread: number, called: number }} Channel
 * @typedef {{ name: string, type: 'text' | 'number' | 'boolean' | 'choice', description: string, required: boolean,
 *   choices?: readonly { value: string, label: string }[], maxLength?: number, completes: boolean }} Option
 * @typedef {{ path: readonly string[], summary: string, examples: readonly string[], options: readonly Option[] }} Command
 * @typedef {{ what: string, why: string, next: string, code: string }} Refusal
 * @typedef {{ channel: string, thread: string | null }} Place
 * @typedef {{ form: Form, place: Place, values: Record<string, string> }} OpenForm
 * @typedef {{ id: string, place: Place, text: string }} Pending
 *
 * @typedef {{ subject: string, about: string | null, entries: number, last: string, lastAt: string }} LogSubject
 * @typedef {{ state: 'pending' } | { state: 'proved', index: number, treeSize: number } | { state: 'failed', why: string }} Proof
 * @typedef {Record<string, string>} LogSearch what is looked for, by the names of the fields
 * @typedef {{ id: number, chain: string, about: string | null, at: string, sentence: string }} LogLine
 * @typedef {{ lines: readonly LogLine[], before?: number }} LogFound
 * @typedef {{ seq: number, kind: string, sentence: string, actor: string, at: string, data: string, previous: string, hash: string, proof: Proof }} LogEntry
 * @typedef {{ subject: string, about: string | null, chain: { ok: true } | { ok: false, seq: number, why: string }, entries: readonly LogEntry[],
 *   checkpoint?: { size: number, root: string, at: string } }} LogView
 */
export {};
