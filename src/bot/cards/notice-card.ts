import type { Card } from '../../chat/card.ts';
import type { RunView } from '../../runbook/service.ts';

/** What a notify step of a run says. */
export function noticeCard(run: Pick<RunView, 'id' | 'plan'>, text: string): Card {
  return {
    title: run.plan.title,
    tone: 'neutral',
    blocks: [{ type: 'text', text }],
    controls: [],
    footer: `${run.id} · ${run.plan.action}`,
  };
}
