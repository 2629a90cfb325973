import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView, GroupView, VoteView } from '../../approval/view.ts';
import { hasReservations, isCancelled } from '../../approval/words.ts';
import { shortDigest } from '../../canonical.ts';
import type { Field, ListItem, Tone } from '../../chat/card.ts';
import {
  type CardDraft,
  type DraftControl,
  draftButton,
  openingForm,
  orWhenShortened,
} from '../../chat/draft.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { planBlocks, touchedBlocks } from '../../commands/plan-blocks.ts';
import { type PlanLines, planOf } from '../../commands/plan-lines.ts';
import { quoted } from '../../values/quoted.ts';
import { paramsSaid, reasonSaid } from './said.ts';

const OPEN: ReadonlySet<ApprovalView['state']> = new Set(['pending', 'timelocked', 'ready']);

/** A request that needs votes: what exactly would run, who asked, why, who agreed, and how long it waits. */
export function requestCard(view: ApprovalView, what: PlanLines, now: Date): CardDraft {
  const open = OPEN.has(view.state);
  return {
    title: `${open ? 'Approval needed: ' : ''}${view.subject.title}`,
    tone: hasReservations(view)
      ? 'warning'
      : isCancelled(view)
        ? 'neutral'
        : (TONES[view.state] ?? 'neutral'),
    status: statusLine(view),
    blocks: [
      { type: 'fields', essential: true, fields: aboutFields(view, what) },
      ...reasonSaid(view.requester.name, view.reason),
      ...paramsSaid(what.params),
      // What is decided needs no more reading; Details still has all of it.
      ...(open ? planBlocks(what) : []),
      ...touchedBlocks(what, laterFields(view, what, now)),
      { type: 'list', essential: true, items: approverItems(view) },
      ...(view.votes.length === 0
        ? []
        : [{ type: 'list', items: view.votes.map((vote) => voteItem(vote, view)) } as const]),
    ],
    controls: open ? openControls(view) : endedControls(view),
    footer: requestFooter(view, what),
  };
}

/** Who must approve, and who can still stop it. */
function approverItems({ groups, veto, beneficiaries }: ApprovalView): readonly ListItem[] {
  const stop = veto.length === 0 ? [] : [`${veto.join(' or ')} can veto it until it starts.`];
  const barred = beneficiaries.map(({ name }) => `${name} benefits from it, and cannot approve it.`);
  return [
    ...groups.map(groupItem),
    ...[...barred, ...stop].map((text) => ({ mark: 'bullet', text }) as const),
  ];
}

/** The state in one sentence, and how a request that ended did so. */
export function statusLine({ status, end }: ApprovalView): string {
  return end === null ? status : `${status.replace(/\.$/, '')}, at ${exactTime(end.at)}.`;
}

export function requestFooter(view: ApprovalView, what: PlanLines): string {
  return [
    view.id,
    `digest ${shortDigest(view.digest)}`,
    ...(what.source === '' ? [] : [`source ${what.source}`]),
    `asked ${exactTime(view.openedAt)}`,
  ].join(' · ');
}

function aboutFields(view: ApprovalView, { risk }: PlanLines): readonly Field[] {
  return [
    { label: 'Asked by', value: view.requester.name },
    { label: 'Action', value: view.subject.id },
    { label: 'Environment', value: view.environment },
    ...(risk === undefined ? [] : [{ label: 'Risk', value: risk }]),
  ];
}

/** What is read after what would run: who decides hangs on the direction, and until when. */
function laterFields(view: ApprovalView, what: PlanLines, now: Date): readonly Field[] {
  const fields: Field[] = [];
  if (what.direction !== undefined) fields.push({ label: 'Direction', value: what.direction });
  if (view.state === 'pending' && view.expiresAt !== null) {
    fields.push({ label: 'Votes until', value: deadline(view.expiresAt, now) });
  }
  if (view.state === 'timelocked' && view.notBefore !== null) {
    fields.push({ label: 'Starts', value: deadline(view.notBefore, now) });
  }
  if (view.state === 'ready' && view.notAfter !== null) {
    fields.push({ label: 'Must start before', value: deadline(view.notAfter, now) });
  }
  return fields;
}

function groupItem({ of, quorum, filledBy }: GroupView): ListItem {
  const approvals = quorum === 1 ? 'approval' : 'approvals';
  const by = filledBy.length === 0 ? '' : `: ${filledBy.map((one) => one.name).join(', ')}`;
  return {
    mark: filledBy.length >= quorum ? 'done' : 'todo',
    text: `${filledBy.length} of ${quorum} ${approvals} from ${of.join(' or ')}, not the requester${by}`,
  };
}

function voteItem(vote: VoteView, { state, endedBy }: ApprovalView): ListItem {
  const { by, choice, at, via, reason, counts } = vote;
  const did = choice === 'approve' ? 'approved' : 'rejected';
  const how = via === 'reaction' ? ' by reaction' : '';
  // Why the rejection that ended it was given stands in the verdict already.
  const isTold = state === 'denied' && by.id === endedBy?.id;
  const why = reason === null || isTold ? '' : ` – ${quoted(reason)}`;
  const standing = counts ? '' : ' (counts no more: their role was taken away or given anew since)';
  return {
    mark: counts ? (choice === 'approve' ? 'done' : 'failed') : 'skipped',
    text: `${by.name} ${did}${how} at ${exactTime(at)}${standing}${why}`,
  };
}

function openControls(view: ApprovalView): readonly DraftControl[] {
  const { id, digest, votes, veto } = view;
  const approve = draftButton('Approve', 'request.approve', { request: id, digest }, 'primary');
  const controls = [
    // Nobody agrees to what they could not see.
    orWhenShortened(openingForm(approve, view.confirmApproval || view.codeApproval), {
      label: 'Read it whole first',
      intent: { kind: 'request.read', data: { request: id } },
    }),
    openingForm(draftButton('Reject', 'request.reject', { request: id, digest }, 'danger')),
    draftButton('Details', 'request.details', { request: id }),
  ];
  // Whether there is a rehearsal says the plan, and whether there is a veto the policy: neither ever comes or goes.
  if (planOf(view.document)?.rehearsable)
    controls.push(draftButton('Dry run', 'request.rehearse', { request: id }));
  if (veto.length > 0)
    controls.push(openingForm(draftButton('Veto', 'request.veto', { request: id }, 'danger')));
  controls.push(draftButton('Withdraw request', 'request.withdraw', { request: id }));
  // The only one that comes and goes while the others stand, so it stands behind them.
  if (votes.length > 0)
    controls.push(draftButton('Take back my vote', 'request.withdraw-vote', { request: id }));
  return controls;
}

function endedControls(view: ApprovalView): readonly DraftControl[] {
  const { id } = view;
  return [
    ...runOf(view),
    draftButton('Details', 'request.details', { request: id }),
    logButton(REQUEST.subject(id)),
  ];
}

/** The way to what was started. */
export function runOf({ id, subject, claimedAt }: ApprovalView): readonly DraftControl[] {
  const hasRun = subject.kind === 'plan' && claimedAt !== null;
  return hasRun ? [draftButton('Show the run', 'request.run', { request: id })] : [];
}

const TONES: Partial<Record<ApprovalView['state'], Tone>> = {
  pending: 'warning',
  timelocked: 'warning',
  ready: 'progress',
  claimed: 'progress',
  executed: 'success',
  failed: 'danger',
  unknown: 'warning',
  vetoed: 'danger',
  denied: 'danger',
};
