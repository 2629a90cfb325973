/** Small actions for situations that the runbook of TWIST does not have, on the programs of the same plant. */
export const LAB = `
runbook: lab
title: The lab of the scenarios
source: lab.txt
policies:
  one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m, veto: [security-lead] }
  two-sre: { groups: [{ of: [sre], quorum: 2 }], expires: 30m }
  two-keys: { groups: [{ of: [sre], quorum: 1 }, { of: [multisig-members], quorum: 1 }], expires: 30m }
  slow: { groups: [{ of: [sre], quorum: 1 }], expires: 30m, timelock: 1h, grace: 30m }
  impatient: { groups: [{ of: [sre], quorum: 1 }], expires: 30m, grace: 1m }
channels:
  engineering: { title: Engineering, source: L99, name: eng-twist, purpose: What the lab tells. }
actions:
  snapshot/approved:
    title: Snapshot with one approval
    source: L1
    risk: high
    lock: lab/snapshot
    approval: one-sre
    steps: &snapshot
      - title: Take the snapshot
        shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }
        effect: idempotent
        timeout: 1m
  snapshot/twice-approved: { title: Snapshot with two approvals, source: L2, risk: high, lock: lab/snapshot, approval: two-sre, steps: *snapshot }
  snapshot/two-keys: { title: Snapshot of two teams, source: L3, risk: high, lock: lab/snapshot, approval: two-keys, steps: *snapshot }
  snapshot/timelocked: { title: Snapshot after an hour, source: L4, risk: high, lock: lab/snapshot, approval: slow, steps: *snapshot }
  snapshot/impatient: { title: Snapshot soon or never, source: L5, risk: high, lock: lab/snapshot, approval: impatient, steps: *snapshot }
  wait:
    title: Wait before a snapshot
    source: L6
    risk: low
    lock: lab/snapshot
    steps:
      - { title: Let ten minutes pass, wait: { for: 10m } }
      - { title: Take the snapshot, shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }, effect: idempotent, timeout: 1m }
  roll-out:
    title: Wait for the roll-out
    source: L14
    risk: low
    lock: lab/snapshot
    steps:
      - title: The roll-out is over
        shell: { run: [bash, -c, 'echo 2 of 3 >&2; test -e "$TWIST_PLANT_STATE/rolled-out"'] }
        effect: pure
        poll: { every: 1m, for: 1h }
      - { title: Take the snapshot, shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }, effect: idempotent, timeout: 1m }
  signatures:
    title: Wait for signatures
    source: L15
    risk: low
    steps:
      - id: signed
        title: Enough have signed
        shell: { run: [bash, -c, 'test ! -e "$TWIST_PLANT_STATE/signed" || cat "$TWIST_PLANT_STATE/signed"; grep -qx 3 "$TWIST_PLANT_STATE/signed"'], find: { n: '^(\\d)$' } }
        effect: pure
        poll: { every: 15m, for: 7d, show: "{{ steps.signed.found.n }} of 3" }
  ask:
    title: Ask before a snapshot
    source: L7
    risk: low
    steps:
      - id: who
        title: Who saw it?
        ask: { question: Who saw the incident?, fields: [{ name: witness, label: Name of the witness }] }
      - { title: Take the snapshot, shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }, effect: idempotent, timeout: 1m }
      - { title: Tell the others, notify: { channel: eng-twist, text: "Seen by {{ steps.who.witness }}" } }
  slow-logs:
    title: Buyback log after ten minutes
    source: L12
    risk: read
    steps:
      - { title: Let ten minutes pass, wait: { for: 10m } }
      - { title: Read the journal, shell: { run: [journalctl, -u, twist-buyback, -n, "30", --no-pager] }, effect: pure, timeout: 30s }
  quiet-confirm:
    title: Second pair of eyes
    source: L13
    risk: read
    steps:
      - { title: Look at the dashboard, confirm: { question: Is the dashboard green?, notRequester: true } }
  confirm:
    title: Confirm by hand
    source: L8
    risk: low
    steps:
      - { title: Look at the dashboard, confirm: { question: Is the dashboard green?, evidence: required, notRequester: true } }
  short:
    title: Snapshot in a second
    source: L9
    risk: low
    steps:
      - { title: Take the snapshot, shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }, effect: unsafe, timeout: 1500ms }
  echo:
    title: Print a text
    source: L10
    risk: low
    params:
      text: { type: longtext, description: What to print, maxLength: 4000 }
    steps:
      - { title: Print, shell: { run: [printf, '%s', '{{ params.text }}'] }, effect: pure, timeout: 30s }
  switch:
    title: Name a unit
    source: L11
    risk: low
    params:
      unit: { type: identifier, description: Which unit, pattern: 'twist-[a-z]+', example: twist-decay }
      count: { type: integer, description: How often, min: 1, max: 5, default: 1 }
      ring: { type: choice, description: How loud, choices: [soft, loud], default: soft }
    steps:
      - { title: Print, shell: { run: [printf, '%s', '{{ params.unit }}'] }, effect: pure, timeout: 30s }
`;
