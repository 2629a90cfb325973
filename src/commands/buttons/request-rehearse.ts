import * as z from 'zod';
import { isOpenState } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import { OpsError } from '../../errors.ts';
import { planDigest } from '../../runbook/plan/digest.ts';
import type { Plan } from '../../runbook/plan/plan.ts';
import { defineButton } from '../button.ts';
import { paramsAsTyped } from '../params-as-typed.ts';
import { planOf } from '../plan-lines.ts';
import { propose } from '../propose.ts';
import { unknownThing } from '../unknown.ts';

/** Whoever sees a rehearsal takes it for one of what they approve. */
function changedMeanwhile({ title }: Plan): OpsError {
  return new OpsError({
    code: 'run.rehearsal-changed',
    what: 'Nothing was rehearsed.',
    why: `The runbook of "${title}", or a file that it binds, was changed since this was asked for: a dry run would be one of other steps than those on the card.`,
    next: 'Ask for the action again, to have what it would do now on the card, or give its command with dry-run to rehearse it as it is now.',
  });
}

/** A kept card still has the button: what it would rehearse is decided, and nobody votes on it any more. */
function nothingWaits({ status }: ApprovalView): OpsError {
  return new OpsError({
    code: 'run.rehearsal-over',
    what: 'Nothing was rehearsed.',
    why: `The request waits for nobody any more. ${status}`,
    next: 'To rehearse the action as it is now, give its command with dry-run.',
  });
}

/** The dry run of what waits for approval, with the same parameters, before anybody agrees to it. */
export default defineButton({
  kind: 'request.rehearse',
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    const { approvals, catalogue, runs } = context.services;
    const view = await approvals.get(request);
    const plan = view && planOf(view.document);
    if (view === undefined || plan === undefined) throw unknownThing('request', request);
    if (!isOpenState(view.state)) throw nothingWaits(view);
    const action = catalogue.find(plan.action);
    const params = paramsAsTyped(plan, action);
    if (action !== undefined) {
      const asked = { action: plan.action, params, requester: view.requester.id };
      const { steps } = await runs.plan({ ...asked, ...(plan.run === undefined ? {} : { facts: plan.run }) });
      if (planDigest({ ...plan, steps }) !== planDigest(plan)) throw changedMeanwhile(plan);
    }
    return propose(context, { action: plan.action, params, mode: 'dry-run', share: false });
  },
});
