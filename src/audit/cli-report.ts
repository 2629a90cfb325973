import { shortDigest } from '../canonical.ts';
import type { ShownChain, ShownEntry } from './show.ts';
import type { Finding, Problem } from './verify/finding.ts';
import type { Verification } from './verify/verify.ts';

const SAYS: Readonly<Record<Problem, string>> = {
  'entry.hash': 'the entry was altered: its text and its hash do not belong together',
  'entry.body': 'the text of the entry cannot be read',
  'entry.copy': 'a column was altered: it is not what the entry says',
  'entry.unsealed': 'the entry was put in, or taken out of the tree, behind Keyturn’s back',
  'entry.foreign': 'Keyturn did not write the entry: it does not carry the code of the key',
  'entry.missing': 'an entry was deleted',
  'chain.gap': 'entries are missing before this one',
  'chain.link': 'the entry does not follow the one before it',
  'leaf.missing': 'leaves of the tree were deleted',
  'leaf.hash': 'the leaf and its entry do not belong together',
  'subtree.hash': 'a stored node of the tree was altered',
  'tree.root': 'the tree is not the one that was signed',
  'checkpoint.signature': 'the checkpoint was altered: its signature does not fit',
  'checkpoint.altered': 'the row of the checkpoint was altered: it is not what was signed',
  'checkpoint.missing': 'a checkpoint was deleted before this one',
  'log.truncated': 'the log is shorter than what was signed: it went back in time, or its end was cut off',
  'key.changed': 'another key was used',
  'export.damaged': 'the file is damaged',
  replay: 'something happened that the rules did not allow',
  'table.altered': 'the row was altered: the log says something else',
  'table.foreign': 'the row was put there: the log knows nothing of it',
  'table.missing': 'the row is gone: the log says that there is one',
};

/** What `keyturn audit verify` prints. */
export function describeVerification(result: Verification): string {
  const checked = [
    `${count(result.entries, 'entry', 'entries')} in ${count(result.chains, 'chain')}`,
    count(result.leaves, 'leaf', 'leaves'),
    count(result.checkpoints, 'checkpoint'),
    `${count(result.retained, 'checkpoint')} kept elsewhere`,
  ].join(', ');
  const head =
    result.problems === 0
      ? 'The log is whole.'
      : `The log is NOT whole: ${count(result.problems, 'problem')}.`;
  const unlisted = result.problems - result.findings.length;
  return [
    head,
    `Checked: ${checked}.`,
    `Key: ${result.key}`,
    ...(result.authenticated === null
      ? ['Who wrote the entries was not checked: that needs the secret key, and an authenticated log.']
      : [`Written with the key: ${count(result.authenticated, 'entry', 'entries')}.`]),
    ...(result.setAside === 0
      ? []
      : [
          `Set aside by somebody with the key: ${count(result.setAside, 'foreign entry', 'foreign entries')}.`,
        ]),
    ...result.findings.map((finding, index) => `${index + 1}. ${describeFinding(finding)}`),
    ...(unlisted > 0 ? [`… and ${count(unlisted, 'problem')} more.`] : []),
    '',
  ].join('\n');
}

/** One finding in a few lines: where, what, and what was expected instead. */
export function describeFinding(finding: Finding): string {
  return [
    `${placeOf(finding)}: ${SAYS[finding.problem]}`,
    `     expected ${finding.expected}`,
    `     found    ${finding.found}`,
  ].join('\n');
}

/** What `keyturn audit show` prints: a line an entry, and the checkpoint that they are proved against. */
export function describeChain(shown: ShownChain): string {
  if (shown.entries.length === 0) return `Nothing is recorded under ${shown.chain}.\n`;
  const { checkpoint } = shown;
  return [
    `${shown.chain}`,
    ...shown.entries.map(describeEntry),
    ...(shown.more === undefined ? [] : [`… more after entry ${shown.more}.`]),
    checkpoint === undefined
      ? 'No checkpoint is signed yet.'
      : `Checkpoint: ${checkpoint.size} leaves, root ${checkpoint.root.toString('hex')}, signed ${checkpoint.at.toISOString()}`,
    '',
  ].join('\n');
}

function describeEntry({ record, hash, seal, proof }: ShownEntry): string {
  const place =
    proof === undefined ? seal : `${seal}, leaf ${proof.leaf}, ${proof.path.length} hashes to the root`;
  return `${String(record.seq).padStart(4)}  ${record.at.toISOString()}  ${record.kind}  ${record.actor}  ${shortDigest(hash)}  (${place})`;
}

function placeOf({ chain, seq, row, entry, leaf, checkpoint }: Finding): string {
  const parts = [
    ...(chain === undefined ? [] : [seq === undefined ? chain : `${chain}, entry ${seq}`]),
    ...(row === undefined ? [] : [row]),
    ...(entry === undefined ? [] : [`row ${entry}`]),
    ...(leaf === undefined ? [] : [`leaf ${leaf}`]),
    ...(checkpoint === undefined ? [] : [`checkpoint of ${checkpoint} leaves`]),
  ];
  return parts.length === 0 ? 'the log' : parts.join(', ');
}

function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}
