import type { ApprovalView, GroupView, VoteView } from '../../approval/view.ts';
import { shortDigest } from '../../canonical.ts';
import type { Block, Field, ListItem, Tone } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import type { PlanLines, StepLines } from '../../commands/plan-lines.ts';

const OPEN: ReadonlySet<ApprovalView['state']> = new Set(['pending', 'timelocked', 'ready']);

/** A request that needs votes: what exactly would run, who asked, why, who agreed, and how long it waits. */
export function requestCard(view: ApprovalView, what: PlanLines, now: Date): CardDraft {
  const open = OPEN.has(view.state);
  return {
    title: `${open ? 'Approval needed: ' : ''}${view.subject.title}`,
    tone: TONES[view.state] ?? 'neutral',
    status: statusLine(view),
    blocks: [
      { type: 'fields', fields: aboutFields(view, what, now) },
      // What is decided needs no more reading; Details still has all of it.
      ...(open ? what.steps : []).map(stepBlock),
      { type: 'list', items: [...view.groups.map(groupItem), ...view.votes.map(voteItem)] },
      ...(view.veto.length === 0
        ? []
        : [{ type: 'text', text: `${view.veto.join(' or ')} can veto it until it starts.` } as const]),
    ],
    controls: open ? openControls(view) : endedControls(view.id),
    footer: requestFooter(view, what),
  };
}

/** What changes something stands there in full; what only looks is named, and Details has the rest. */
function stepBlock({ title, lines, changes }: StepLines): Block {
  if (changes) return { type: 'code', label: title, text: lines.join('\n') };
  return { type: 'list', items: [{ mark: 'bullet', text: `${title}: only looks` }] };
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

function aboutFields(view: ApprovalView, what: PlanLines, now: Date): readonly Field[] {
  const fields: Field[] = [
    { label: 'Action', value: view.subject.id },
    { label: 'Asked by', value: view.requester.name },
    { label: 'Environment', value: view.environment },
  ];
  if (what.risk !== undefined) fields.push({ label: 'Risk', value: what.risk });
  if (what.targets.length > 0) fields.push({ label: 'Touches', value: what.targets.join(', ') });
  if (what.params !== '') fields.push({ label: 'Parameters', value: what.params });
  if (view.reason !== null) fields.push({ label: 'Why', value: view.reason });
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

function voteItem({ by, choice, at, via, reason }: VoteView): ListItem {
  const did = choice === 'approve' ? 'approved' : 'rejected';
  const how = via === 'reaction' ? ' by reaction' : '';
  const why = reason === null ? '' : ` – ${reason}`;
  return {
    mark: choice === 'approve' ? 'done' : 'failed',
    text: `${by.name} ${did}${how} at ${exactTime(at)}${why}`,
  };
}

function openControls(view: ApprovalView): readonly DraftControl[] {
  const { id, digest, votes, veto } = view;
  const approve = draftButton('Approve', 'request.approve', { request: id, digest }, 'primary');
  const controls = [
    openingForm(approve, view.confirmApproval || view.codeApproval),
    draftButton('Reject', 'request.reject', { request: id, digest }, 'danger'),
    draftButton('Details', 'request.details', { request: id }),
  ];
  if (votes.length > 0)
    controls.push(draftButton('Take back my vote', 'request.withdraw-vote', { request: id }));
  if (veto.length > 0) controls.push(draftButton('Veto', 'request.veto', { request: id }, 'danger'));
  controls.push(draftButton('Withdraw request', 'request.withdraw', { request: id }));
  return controls;
}

function endedControls(request: string): readonly DraftControl[] {
  return [
    draftButton('Details', 'request.details', { request }),
    draftButton('Log', 'log.show', { chain: `request/${request}` }),
  ];
}

const TONES: Partial<Record<ApprovalView['state'], Tone>> = {
  pending: 'warning',
  timelocked: 'warning',
  ready: 'progress',
  claimed: 'progress',
  executed: 'success',
  failed: 'danger',
  unknown: 'danger',
  vetoed: 'danger',
  denied: 'danger',
};
