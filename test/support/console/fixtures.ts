import type { Actor } from '../../../src/audit/entry.ts';
import { sentenceOf } from '../../../src/audit/sentence.ts';
import type { LogReader, LogView } from '../../../src/bot/platforms/console/log-view.ts';
import type { Channel, Persona } from '../../../src/bot/platforms/console/options.ts';
import type { Card, Form } from '../../../src/chat/card.ts';
import type { Command } from '../../../src/commands/command.ts';

export const personas: readonly Persona[] = [
  { id: 'ana', name: 'Ana', note: 'on call, sre', human: true, groups: [] },
  { id: 'ben', name: 'Ben', note: 'sre', human: true, groups: ['sre'] },
  { id: 'chen', name: 'Chen', note: 'security lead, sre', human: true, groups: [] },
  { id: 'jo', name: 'jo', note: 'linked to nobody', human: true, groups: [] },
  { id: 'deploybot', name: 'deploybot', note: 'a bot account', human: false, groups: [] },
];

export const channels: readonly Channel[] = [
  { id: 'ops-twist', topic: 'Operating TWIST' },
  { id: 'alerts-twist', topic: 'What the monitors say' },
  { id: 'eng-twist', topic: 'Engineering' },
];

const never = async (): Promise<never> => {
  throw new Error('the scripted receiver answers instead');
};

export const commands: readonly Command[] = [
  command('twist health', 'Read the health of TWIST'),
  command('ops status', 'What runs and what waits'),
  {
    ...command('ops run', 'Run an action of a runbook'),
    options: [
      {
        name: 'action',
        type: 'text',
        description: 'Search all actions',
        required: true,
        complete: async () => [],
      },
      { name: 'dry-run', type: 'boolean', description: 'Only show what would happen', required: false },
    ],
  },
  {
    ...command('twist reset', 'Reset the circuit breaker'),
    options: [{ name: 'reason', type: 'text', description: 'Why it may be reset', required: true }],
  },
];

function command(path: string, summary: string): Command {
  return { path: path.split(' '), summary, help: '', examples: [`/${path}`], options: [], run: never };
}

export const healthCard: Card = {
  title: 'TWIST is healthy',
  tone: 'success',
  status: 'All 5 checks passed in 240 ms.',
  blocks: [
    {
      type: 'table',
      head: ['Check', 'State', 'Source'],
      rows: [
        ['RPC', 'healthy', 'L31'],
        ['Program', 'healthy', 'L31'],
        ['Oracles', 'healthy, 3 of 3', 'L74'],
        ['Liquidity', 'healthy', 'L88'],
        ['Circuit breaker', 'closed', 'L183'],
      ],
    },
  ],
  controls: [{ type: 'link', url: 'http://127.0.0.1:4320/', label: 'Open the dashboard' }],
  footer: 'run-7k2m9q4t · 000_b83a143f6793fd0f.txt L28-L40',
};

/** A request that waits, was approved, or was rejected. */
export function requestCard(state: 'pending' | 'approved' | 'rejected', by?: string): Card {
  const ended = {
    pending: { tone: 'progress', status: 'Waiting for 1 of 1 approvals from sre' },
    approved: { tone: 'success', status: `Approved by ${by}. The breaker is closed.` },
    rejected: { tone: 'danger', status: `Rejected by ${by}. Nothing was changed.` },
  } as const;
  return {
    title: 'Reset the circuit breaker',
    ...ended[state],
    blocks: [
      { type: 'text', text: 'Ana asks to run `twist/circuit-breaker/reset`: *false positive verified*' },
      {
        type: 'fields',
        fields: [
          { label: 'Risk', value: 'critical' },
          { label: 'Target', value: 'TWIST, demo' },
          { label: 'Expires', value: '2026-11-22 03:10 UTC (in 30 min)' },
        ],
      },
      {
        type: 'list',
        items: [
          {
            mark: state === 'approved' ? 'done' : 'todo',
            text: 'Read the breaker: `GET /api/circuit-breaker`',
          },
          { mark: state === 'approved' ? 'done' : 'todo', text: 'Run `reset-circuit-breaker.sh --verify`' },
          { mark: state === 'approved' ? 'done' : 'todo', text: 'Check that the breaker is closed' },
        ],
      },
      { type: 'code', label: 'What will run', text: 'scripts/emergency/reset-circuit-breaker.sh --verify' },
    ],
    controls:
      state === 'pending'
        ? [
            { type: 'button', nonce: 'approve', label: 'Approve', style: 'primary' },
            { type: 'button', nonce: 'reject', label: 'Reject', style: 'danger' },
            { type: 'button', nonce: 'details', label: 'Details', style: 'default' },
            {
              type: 'select',
              nonce: 'priority',
              label: 'Priority',
              options: [
                { value: 'high', label: 'High' },
                { value: 'low', label: 'Low' },
              ],
            },
          ]
        : [],
    footer: 'apr-7k2m9q4t · digest 3fa9c1e0 · L190-L191',
  };
}

export const reasonForm: Form = {
  nonce: 'reason-form',
  title: 'Reset the circuit breaker',
  intro: 'Two people decide this. Say why the breaker may be reset.',
  submit: 'Ask for approval',
  fields: [
    {
      name: 'reason',
      label: 'Reason',
      type: 'longtext',
      required: true,
      hint: 'The approvers read this.',
      maxLength: 1000,
    },
    {
      name: 'verdict',
      label: 'Verdict of the verification',
      type: 'choice',
      required: true,
      choices: [
        { value: 'false-positive', label: 'False positive' },
        { value: 'threat', label: 'Legitimate threat' },
      ],
    },
    { name: 'amount', label: 'Amount', type: 'number', required: false },
    { name: 'notify', label: 'Tell #eng-twist as well', type: 'boolean', required: false },
  ],
};

const SENTENCES = ['Ana voted – approve, by button', 'Ben asked for approval – “Reset the circuit breaker”'];

/** A chain of four entries, three of them under a signed checkpoint. */
export const logReader: LogReader = {
  recent: async () => [
    {
      subject: 'request/apr-7k2m9q4t',
      about: 'Reset the circuit breaker',
      entries: 4,
      last: 'Taken to be carried out',
      lastAt: new Date(),
    },
    {
      subject: 'run/run-7k2m9q4t',
      about: 'twist:circuit-breaker/reset',
      entries: 9,
      last: 'The run succeeded',
      lastAt: new Date(Date.now() - 90_000),
    },
  ],
  logOf: async (subject) => (subject.endsWith('-7k2m9q4t') ? view(subject) : undefined),
  search: async ({ text = '', before }) => ({
    lines: SENTENCES.map((sentence, index) => ({
      id: 90 - index,
      chain: 'request/apr-7k2m9q4t',
      about: 'Reset the circuit breaker',
      at: new Date(Date.now() - (index + 1) * 60_000),
      sentence,
    })).filter(({ id, sentence }) => sentence.includes(text) && (before === undefined || id < before)),
    before: before === undefined && text === '' ? 90 : undefined,
  }),
};

function view(subject: string): LogView {
  const kinds = ['request.opened', 'vote.refused', 'vote.cast', 'request.claimed'];
  const actors = ['principal/ana', 'principal/ana', 'principal/ben', 'service/engine'];
  const hash = (seq: number): string => (seq < 0 ? '0' : `${seq + 3}af${seq}`).repeat(64).slice(0, 64);
  return {
    subject,
    about: null,
    chain: { ok: true },
    checkpoint: { size: 1204, root: 'b7e2'.repeat(16), at: new Date(Date.now() - 2000) },
    entries: kinds.map((kind, index) => ({
      seq: index + 1,
      kind,
      sentence: sentenceOf({ kind, actor: actors[index] as Actor, data: {} }, (id) => id),
      actor: actors[index] ?? '',
      at: new Date(Date.now() - 60_000 + index * 9000),
      data: { digest: '3fa9c1e0', choice: 'approve' },
      previous: hash(index - 1),
      hash: hash(index),
      proof: index < 3 ? { state: 'proved', index: 1200 + index, treeSize: 1204 } : { state: 'pending' },
    })),
  };
}
