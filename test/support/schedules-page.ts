import type { Runbook } from '../../src/runbook/definition/runbook.ts';
import { upcoming } from '../../src/schedule/recurrence.ts';
import { isKept, type Schedule } from '../../src/schedule/schedule.ts';
import { schedulesOf } from '../../src/schedule/schedules-of.ts';

const EACH = 3;

/** The page of the next dates of all schedules, as seen from a moment. @param command what writes it anew */
export function schedulesPage(runbooks: readonly Runbook[], from: Date, command: string): string {
  const lines = [
    '# What is due when',
    '',
    `The next dates of all schedules of the runbooks, as seen from ${text(from)}. \`/ops schedule next\` shows those that come now; what the keys`,
    `mean stands in [schedules](runbook/schedules.md). Written by \`${command}\`.`,
    ...runbooks.flatMap((runbook) => sectionOf(runbook, from)),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionOf(runbook: Runbook, from: Date): readonly string[] {
  return [
    '',
    `## ${runbook.title}`,
    '',
    '| schedule | when | what | next dates (UTC) |',
    '| --- | --- | --- | --- |',
    ...schedulesOf(runbook).map(
      (one) =>
        `| ${cell(one.title)} | ${cell(one.when)} | ${cell(whatOf(one))} | ${cell(datesOf(one, from))} |`,
    ),
  ];
}

function whatOf({ starts }: Schedule): string {
  switch (starts.kind) {
    case 'action':
      return `\`${starts.action}\``;
    case 'checklist':
    case 'procedure':
      return `${starts.kind} ${starts.title}`;
    case 'reminder':
      return starts.text;
    case 'watch':
      return `${starts.text} ${starts.seenBy === null ? '(not looked for)' : seenBy(starts.seenBy)}`;
  }
}

function seenBy(by: { readonly action: string } | { readonly confirm: string }): string {
  return 'action' in by ? `Seen by \`${by.action}\`.` : `People are asked: ${by.confirm}`;
}

function datesOf(one: Schedule, from: Date): string {
  if (!isKept(one)) return 'not kept';
  const dates = upcoming(one.recurrence, from, from, EACH);
  if (dates.length === 0) return 'no more';
  const said = dates.map(text).join(', ');
  return one.recurrence.kind === 'after' ? `${said}, if it is done or first seen now` : said;
}

function text(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

function cell(said: string): string {
  return said.replace(/[\\`|*_[\]<>]/g, (mark) => (mark === '`' ? mark : `\\${mark}`));
}
