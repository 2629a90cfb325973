import { createHash } from 'node:crypto';
import { keypairFrom, signatureOf } from '../../kit/keys.ts';
import type { Change } from '../../kit/store.ts';
import { MEMBERS } from './addresses.ts';
import type { PlantState, Proposal, Transaction } from './state.ts';

const HOUR_MS = 3_600_000;
const SLOT_MS = 400;
const BEHIND_MS = 600_000;
const FIRST_SLOT_AT = Date.UTC(2023, 2, 20);

/** What the chain does not take. */
export class ChainRefusal extends Error {
  override readonly name = 'ChainRefusal';
}

export function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

export function versionOf(code: string): string {
  return code.split(' ')[1] ?? '';
}

/** The newest block of the cluster. */
export function blockOf({ faults }: PlantState, now: Date): { readonly slot: number; readonly at: Date } {
  const at = new Date(now.getTime() - (faults.includes('cluster-behind') ? BEHIND_MS : 0));
  return { slot: Math.floor((at.getTime() - FIRST_SLOT_AT) / SLOT_MS), at };
}

/** Writes down that something happened on chain. */
export function record(
  state: PlantState,
  { now }: Pick<Change, 'now'>,
  { signer, what }: Pick<Transaction, 'signer' | 'what'>,
): Transaction {
  const { slot, at } = blockOf(state, now);
  const signature = signatureOf(`${signer} ${what} ${now.toISOString()} ${state.transactions.length}`);
  const transaction = { signature, at: at.toISOString(), slot, signer, what };
  state.transactions.push(transaction);
  return transaction;
}

export function writeBuffer(state: PlantState, change: Change, code: string, payer: string): string {
  const address = keypairFrom(
    `buffer ${change.now.toISOString()} ${Object.keys(state.buffers).length}`,
  ).pubkey;
  state.buffers[address] = { authority: payer, code };
  record(state, change, { signer: payer, what: `wrote the buffer ${address}` });
  change.effect('buffer.write', { buffer: address, version: versionOf(code) });
  return address;
}

/** @throws ChainRefusal when there is no such buffer */
export function propose(
  state: PlantState,
  change: Change,
  { buffer, description }: Pick<Proposal, 'buffer' | 'description'>,
): Proposal {
  const held = state.buffers[buffer];
  if (held === undefined) throw new ChainRefusal('Buffer account invalid');
  const id = `upg-${hashOf(`${buffer} ${change.now.toISOString()}`).slice(0, 8)}`;
  const proposal: Proposal = {
    id,
    buffer,
    hash: hashOf(held.code),
    description,
    status: 'pending',
    approvals: [],
    createdAt: change.now.toISOString(),
    approvedAt: null,
    timelockUntil: null,
    signature: null,
  };
  state.proposals.push(proposal);
  change.effect('proposal.create', { proposal: id, buffer });
  return proposal;
}

/** A member signs on their own device. The third signature begins the timelock. @throws ChainRefusal */
export function sign(state: PlantState, change: Change, id: string, member: string): Proposal {
  const proposal = proposalOf(state, id);
  if (!state.multisig.members.includes(member)) throw new ChainRefusal('Signer is no member of the multisig');
  if (proposal.status !== 'pending' && proposal.status !== 'approved')
    throw new ChainRefusal(`Proposal is ${proposal.status}`);
  if (proposal.approvals.some((approval) => approval.member === member)) return proposal;
  const { signature, at } = record(state, change, { signer: member, what: `approved ${id}` });
  proposal.approvals.push({ member, at, signature });
  change.effect('proposal.approve', { proposal: id, member });
  if (proposal.status === 'pending' && proposal.approvals.length >= state.multisig.threshold) {
    proposal.status = 'approved';
    proposal.approvedAt = at;
    proposal.timelockUntil = new Date(Date.parse(at) + state.multisig.timelockHours * HOUR_MS).toISOString();
  }
  return proposal;
}

/** Puts what the buffer holds in the place of the program. @throws ChainRefusal */
export function execute(
  state: PlantState,
  change: Change,
  id: string,
  { waived = false }: { readonly waived?: boolean } = {},
): Proposal {
  const proposal = proposalOf(state, id);
  if (proposal.status === 'executed') return proposal;
  if (proposal.status === 'cancelled') throw new ChainRefusal('Proposal is cancelled');
  if (proposal.timelockUntil === null) throw new ChainRefusal('Insufficient approvals');
  if (waived) checkWaiver(state, proposal);
  else if (blockOf(state, change.now).at.getTime() < Date.parse(proposal.timelockUntil))
    throw new ChainRefusal('Timelock not expired');
  const held = state.buffers[proposal.buffer];
  if (held === undefined || held.authority !== state.program.authority)
    throw new ChainRefusal('Buffer account invalid');
  const { signature, slot } = record(state, change, {
    signer: state.program.authority,
    what: `executed ${id}`,
  });
  state.program = { ...state.program, slot, code: held.code };
  delete state.buffers[proposal.buffer];
  proposal.status = 'executed';
  proposal.signature = signature;
  change.effect('proposal.execute', { proposal: id, version: versionOf(held.code), waived });
  return proposal;
}

function checkWaiver({ faults, multisig }: PlantState, { approvals }: Proposal): void {
  if (!faults.includes('timelock-waiver')) throw new ChainRefusal('Timelock not expired');
  if (approvals.length < multisig.members.length) throw new ChainRefusal('A waiver needs every member');
}

/** @throws ChainRefusal when it was executed */
export function cancel(state: PlantState, change: Change, id: string, reason: string): Proposal {
  const proposal = proposalOf(state, id);
  if (proposal.status === 'executed') throw new ChainRefusal('Proposal is executed: it cannot be cancelled');
  if (proposal.status === 'cancelled') return proposal;
  proposal.status = 'cancelled';
  change.effect('proposal.cancel', { proposal: id, reason });
  return proposal;
}

/** Puts one key in the place of another. @throws ChainRefusal unless three of the others sign */
export function replaceMember(
  state: PlantState,
  change: Change,
  { from, to, signers }: { readonly from: string; readonly to: string; readonly signers: readonly string[] },
): void {
  const { members, threshold } = state.multisig;
  const others = new Set(signers.filter((signer) => signer !== from && members.includes(signer)));
  if (!members.includes(from) || members.includes(to)) throw new ChainRefusal('Invalid list of members');
  if (others.size < threshold) throw new ChainRefusal('Insufficient approvals');
  state.multisig.members = members.map((member) => (member === from ? to : member));
  for (const proposal of state.proposals) {
    if (proposal.status === 'pending')
      proposal.approvals = proposal.approvals.filter(({ member }) => member !== from);
  }
  record(state, change, { signer: to, what: `replaced ${from}` });
  change.effect('multisig.replace', { from, to });
}

export function proposalOf({ proposals }: PlantState, id: string): Proposal {
  const proposal = proposals.find((each) => each.id === id);
  if (proposal === undefined) throw new ChainRefusal(`There is no proposal ${id}`);
  return proposal;
}

/** What a thief does who has the key of the third member. */
export function signAsThief(state: PlantState, change: Change): void {
  const stolen = MEMBERS[2]?.pubkey ?? '';
  if (!state.faults.includes('member-compromised') || !state.multisig.members.includes(stolen)) return;
  for (const { id, status } of state.proposals) if (status === 'pending') sign(state, change, id, stolen);
}
