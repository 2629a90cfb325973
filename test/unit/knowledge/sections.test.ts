import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/knowledge/entry.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { inFolder } from './in-folder.ts';

const SHOP = `
runbook: shop
title: The shop
source: shop.md
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
metrics: { load: { title: Load, source: L1, unit: "%", target: { below: 80 } } }
monitors:
  load:
    title: Load
    source: L2
    metric: load
    every: 1m
    bands:
      critical: { when: [{ above: 95 }], severity: sev1, opens: slow, source: L3 }
      normal: { when: [{ max: 80 }] }
limits:
  refunds: { title: Refunds a day, source: L4, unit: EUR, min: 1, max: 250.50, per: 24h, resets: 00:00 UTC, warnAtPercent: 80 }
  patience: { title: Patience, source: L4, max: 90s }
severities: { sev1: { title: Worst, source: L5, rank: 0, criteria: [Nobody can pay], acknowledgeWithin: 5m } }
escalations: { default: { title: Who is next, source: L6, levels: [{ level: L1, contact: lead, after: 0s }, { level: L2, contact: vendor, after: 10m, only: { severity: [sev1] } }] } }
contacts:
  lead: { title: Lead, source: L7, role: lead, availability: always }
  vendor: { title: Vendor, source: L8, service: Pay, phone: "+49 1", visibleTo: [sre], purpose: Failing payments }
alerts:
  slow: { title: It is slow, source: L9, when: { metric: load, is: { above: 95 }, for: 10m, minimumSamples: 5 }, severity: sev1, respondWithin: 5m, opens: slow }
routes: { worst: { title: Worst, source: L10, severity: sev1, to: [{ via: chat, channel: ops }, { via: pagerduty, urgency: high }] } }
channels: { ops: { title: Ops, source: L11, name: ops, purpose: Everything } }
procedures:
  slow:
    title: It is slow
    source: L12-14
    purpose: emergency
    contacts: [vendor]
    steps:
      - { id: look, title: Look, source: L13, action: look }
      - { id: ring, title: Ring the vendor, source: L14, manual: Ring them., timeBox: { to: 15m }, onlyIf: { step: look, is: failed }, twoPeople: true }
schedules: { nightly: { title: Nightly, source: L15, cron: "0 3 * * *", timezone: Europe/Berlin, starts: { action: look } } }
facts: { empty: { title: Account, source: L16, placeholder: true } }
actions:
  look: { title: Look, source: L17, risk: read, steps: [{ shell: { run: [uptime] }, effect: pure }] }
`;

describe('what an item of a runbook tells', () => {
  const { runbooks, problems } = inFolder({ shop: SHOP }, (folder) => loadRunbooks(folder, stepKinds));
  const entries = runbooks.flatMap(entriesOf);
  const told = (name: string) => entries.find(({ ref }) => ref === `shop:${name}`);

  it('comes from a runbook without faults', () => expect(problems).toEqual([]));

  it.each([
    ['limits/refunds', 'at least 1 EUR and at most 250.50 EUR in 24 h, counted anew at 00:00 UTC'],
    ['limits/patience', 'at most 1 min 30 s'],
    ['metrics/load', 'Should be below 80 %'],
    ['monitors/load', 'critical: above 95 %; raises an alert of sev1'],
    ['alerts/slow', 'sev1: Load is above 95 % for 10 min, in 5 samples at least'],
    ['routes/worst', 'sev1: chat in ops, then PagerDuty (high urgency)'],
    ['severities/sev1', 'Nobody can pay'],
    ['escalations/default', 'Lead, then Vendor'],
    ['contacts/vendor', 'Failing payments'],
    ['schedules/nightly', 'cron 0 3 * * * (Europe/Berlin)'],
    ['facts/empty', 'Nobody has filled it in yet.'],
    ['procedures/slow', '2 steps, emergency'],
    ['policies/one-sre', '1 of sre, not the requester; expires in 30 min'],
  ])('is in a line, for %s: %s', (name, brief) => {
    expect(told(name)?.brief).toBe(brief);
  });

  it('has the lines of the document beside each of its parts', () => {
    expect(told('monitors/load')?.lines[0]?.source).toBe('L3');
    expect(told('procedures/slow')?.lines).toEqual([
      { text: '1. Look (does: Look)', source: 'L13' },
      {
        text: '2. Ring the vendor: Ring them. (until 15 min after the start; only if look is failed; a second person confirms)',
        source: 'L14',
      },
    ]);
  });

  it('names the actions and entries that belong to it, each once', () => {
    expect(told('procedures/slow')).toMatchObject({
      actions: ['shop:look'],
      related: ['shop:contacts/vendor'],
    });
    expect(told('monitors/load')?.related).toEqual(['shop:metrics/load', 'shop:procedures/slow']);
    expect(told('escalations/default')?.lines[1]?.text).toBe('L2: Vendor, after 10 min, only: sev1');
  });
});
