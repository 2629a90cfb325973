import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Section } from '../../../src/knowledge/section/section.ts';
import { type Collection, itemsOf, SECTIONS } from '../../../src/knowledge/sections.ts';
import { runbookSchema } from '../../../src/runbook/definition/construct/runbook.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { fiveSystems } from './five-systems.ts';
import { inFolder } from './in-folder.ts';

/** What no runbook of the five systems has. */
const RARE = `
runbook: rare
title: Rare
source: rare.md
metrics: { load: { title: Load, source: L1, unit: "%" } }
monitors: { load: { title: Load, source: L1, metric: load, bands: { critical: { when: [{ above: 9 }], source: L1, assumed: true, severity: bad, opens: mend }, normal: { when: [{ max: 9 }], source: L1 } } } }
severities: { bad: { title: Bad, source: L1, rank: 1, criteria: [It is bad], aliases: [worse], acknowledgeWithin: 1m, assessWithin: 2m, updateEvery: 3m } }
schedules:
  one: { title: One, source: L1, every: 1h, missed: all, starts: { action: look } }
  two: { title: Two, source: L1, continuous: true, starts: { watch: It is done }, onlyAfter: one }
  three: { title: Three, source: L1, date: "2027-01-01", starts: { procedure: mend } }
  four: { title: Four, source: L1, afterCompletion: 2h, within: 1h, starts: { reminder: Look }, calls: [sre] }
  six: { title: Six, source: L1, every: 1h, within: 5m, starts: { watch: It is done }, seenBy: { action: look } }
  seven: { title: Seven, source: L1, every: 1h, within: 5m, starts: { watch: It is done }, seenBy: { confirm: Is it done? } }
  five: { title: Five, source: L1, cron: "0 3 * * *", timezone: Europe/Berlin, starts: { checklist: all } }
alerts:
  quiet: { title: Quiet, source: L1, when: { silent: one, for: 1h }, severity: bad, respondWithin: 5m, opens: mend, offers: [look] }
  seen: { title: Seen, source: L1, when: { symptom: It smells }, severity: bad }
  high: { title: High, source: L1, when: { metric: load, is: { min: 9 }, for: 5m, minimumSamples: 3 }, severity: bad }
  band: { title: Band, source: L1, when: { monitor: load, band: critical }, severity: bad }
channels: { ops: { title: Ops, source: L1, name: ops, url: "https://ops.example.com", purpose: All } }
contacts: { lead: { title: Lead, source: L1, role: lead, service: Us, email: "a@example.com", phone: "+1", url: "https://x.example.com", purpose: All, availability: always, visibleTo: [sre], placeholder: true } }
routes: { all: { title: All, source: L1, severity: bad, to: [{ via: chat, channel: ops, urgency: high }] } }
escalations: { default: { title: Next, source: L1, default: true, levels: [{ level: L1, contact: lead, source: L1, after: 1m, only: { severity: [bad], asked: true }, availability: business-hours, assumed: true, notes: [At night too] }] } }
checklists:
  all: { title: All, source: L1, channel: ops, dueWithin: 1h, carryOver: true, includes: [some], items: [{ id: a, title: A, description: More, source: L1, assumed: true, notes: [So], section: S, action: look, check: Label, shows: [look], procedure: mend, confirm: Is it so?, evidence: required, due: weekly }] }
  some: { title: Some, source: L1, items: [{ id: b, title: B, source: L1, confirm: Is it? }] }
decisions: { which: { title: Which, source: L1, question: Which?, metric: load, choices: [{ id: a, label: A, source: L1, when: { above: 2, below: 9 }, tell: So, action: look, procedure: mend, decision: other }, { id: b, label: B, source: L1, when: { min: 1, max: 2 } }] }, other: { title: Other, source: L1, question: Other?, choices: [{ id: a, label: A, source: L1 }, { id: b, label: B, source: L1 }] } }
templates: { note: { title: Note, source: L1, channel: ops, fields: { x: { type: text, description: X } }, text: "{{ fields.x }}" } }
troubleshooting: { smell: { title: Smell, source: L1, symptoms: [It smells], causes: [Fire], tries: [{ title: Look, source: L1, action: look }] } }
procedures:
  mend:
    title: Mend
    source: L1
    purpose: emergency
    severity: { level: bad, label: BAD, source: L1 }
    respondWithin: { time: 5m, source: L1, assumed: true }
    escalation: default
    signs: [load]
    contacts: [lead]
    troubleshooting: [smell]
    steps:
      - { id: a, title: A, description: More, source: L1, assumed: true, notes: [So], action: look, manual: Look., checklist: some, procedure: rest, decision: which, template: note, items: [{ title: I, source: L1, action: look }], timeBox: { from: 1m, to: 5m, nudgeEvery: 1m }, dueAfterResolution: 24h, of: [sre], evidence: required, twoPeople: true, skippable: true }
      - { id: b, title: B, source: L1, manual: B., onlyIf: { step: a, is: failed } }
      - { id: c, title: C, source: L1, manual: C., onlyIf: { asked: Is it?, of: [sre] } }
  rest: { title: Rest, source: L1, purpose: recovery, steps: [{ id: a, title: A, source: L1, manual: A. }] }
limits: { most: { title: Most, source: L1, metric: load, unit: "%", min: 1, max: 9, per: 1h, resets: 00:00 UTC, warnAtPercent: 80, offers: look } }
backups: { all: { title: All, source: L1, what: All, target: There, every: 1h, continuous: true, warnAfter: 2h, alertAfter: 3h, retention: 30d, verifiedBy: look, restoredBy: look } }
facts: { one: { title: One, source: L1, value: "1", url: "https://x.example.com", placeholder: true } }
leftOut: { intro: { source: L2, reason: It says hello. } }
actions: { look: { title: Look, source: L1, risk: read, steps: [{ id: load, shell: { run: [uptime], parse: json }, effect: pure }, { assert: { checks: [{ label: Label, value: "{{ steps.load.json.now }}", max: 9 }] } }] } }
`;

/** What nobody is told, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'metrics.from.path': 'where a number stands in an answer is for whoever writes the runbook',
  'settings.value': 'what a value takes is told by its description; its form asks for the rest',
  'settings.current': 'what a document says of a value is not what it is now',
  'templates.fields': 'what a field takes is told by its description; its form asks for the rest',
  'checklists.items.id': 'a name for other parts of the runbook',
  'checklists.items.description': 'told by the guide that asks for the item; here its question is told',
  'decisions.choices.id': 'a name for other parts of the runbook',
  'procedures.steps.id': 'a name for other parts of the runbook',
  'policies.via': 'told where somebody votes',
};

/** The keys of an item that say something, as paths: `steps.timeBox.from`. */
function pathsOf(schema: z.core.$ZodType, path: string): readonly string[] {
  const { def } = schema._zod as unknown as {
    readonly def: Record<string, unknown> & { readonly type: string };
  };
  const within = (inner: unknown): readonly string[] => pathsOf(inner as z.core.$ZodType, path);
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape as Record<string, z.core.$ZodType>).flatMap(([key, value]) => {
        const own = path === '' ? key : `${path}.${key}`;
        return [own, ...pathsOf(value, own)];
      });
    case 'array':
      return within(def.element);
    case 'optional':
    case 'default':
    case 'prefault':
      return within(def.innerType);
    case 'union':
      return (def.options as readonly unknown[]).flatMap(within);
    default:
      return [];
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A value that notes which of its keys are read. */
function watched<T>(value: T, path: string, read: Set<string>): T {
  if (!isPlain(value)) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return found;
      if (Array.isArray(target)) return isPlain(found) ? watched(found, path, read) : found;
      const own = path === '' ? key : `${path}.${key}`;
      read.add(own);
      return watched(found, own, read);
    },
  }) as T;
}

const COMMON = ['title', 'description', 'source', 'assumed', 'notes'];

describe('what a runbook says is told', () => {
  const { runbooks: rare, problems } = inFolder({ rare: RARE }, (folder) => loadRunbooks(folder, stepKinds));
  const runbooks = [...fiveSystems().runbooks, ...rare];
  const { shape } = runbookSchema(stepKinds);

  it('of the rarest too: all that can be written stands in some runbook', () => expect(problems).toEqual([]));

  it.each(Object.keys(SECTIONS) as Collection[])('with each of its keys, in %s', (collection) => {
    const read = new Set<string>();
    for (const runbook of runbooks)
      for (const item of Object.values<object>(itemsOf(runbook, collection)))
        (SECTIONS[collection] as Section<unknown>).tell(watched(item, '', read), runbook);
    const item = collection === 'changelog' ? shape.changelog : shape[collection];
    const { def } = item._zod as unknown as { readonly def: { readonly innerType: z.core.$ZodType } };
    const one = collection === 'changelog' ? def.innerType : itemSchemaIn(def.innerType);
    const untold = pathsOf(one, '').filter((path) => !read.has(path) && !COMMON.includes(path));
    const unsaid = untold.filter(
      (path) => !Object.keys(LEFT_OUT).some((left) => `${collection}.${path}`.startsWith(left)),
    );
    expect(unsaid).toEqual([]);
  });
});

function itemSchemaIn(record: z.core.$ZodType): z.core.$ZodType {
  return (record._zod as unknown as { readonly def: { readonly valueType: z.core.$ZodType } }).def.valueType;
}
