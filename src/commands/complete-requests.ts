import type { ApprovalView } from '../approval/view.ts';
import type { Completion } from '../chat/inbound.ts';
import type { CompletionContext } from './command.ts';
import { maySee } from './seen.ts';
import { waitingFirst } from './urgency.ts';

/** How many of the newest requests are looked through. */
const NEWEST = 50;

/** Requests as one types, those that wait for the person first; nothing for whoever may not look at them. */
export async function completeRequests(
  text: string,
  { services, principal }: CompletionContext,
  labelOf: (view: ApprovalView) => string,
): Promise<readonly Completion[]> {
  if (!(await maySee({ services, principal }))) return [];
  const [{ requests }, newest] = await Promise.all([
    services.activity(),
    services.approvals.list({ limit: NEWEST }),
  ]);
  const all = new Map([...requests, ...newest].map((view) => [view.id, view]));
  return waitingFirst([...all.values()], principal?.id)
    .map((view) => ({ value: view.id, label: labelOf(view) }))
    .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
}
