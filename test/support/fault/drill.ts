/**
 * A program that leaves one line for each time that it took effect, and takes its time about it: at least until the file
 * `held` beside its lines is gone.
 */
export const DRILL_SCRIPT = `#!/bin/sh
echo "$1" >> "$DRILL_LOG"
echo "$1 was done"
sleep "\${2:-0}"
while [ -e "$DRILL_LOG.held" ]; do sleep 0.1; done
`;

/**
 * A program with an effect: a line in a file that nobody else writes. It takes its time before and after, so that it can be
 * interrupted on both sides. Asked with `--status` it answers whether its line is there, and does nothing.
 */
export const EFFECT_SCRIPT = `#!/bin/sh
if [ "$1" = --status ]; then
  if grep -qx "$2" "$DRILL_LOG"; then echo '{"done":true}'; else echo '{"done":false}'; fi
  exit 0
fi
sleep 0.2
echo "$1" >> "$DRILL_LOG"
sleep 0.3
`;

/** Small actions for situations that the runbook of TWIST does not have. */
export const DRILL = `
runbook: drill
title: Fault drills
source: drill.txt
policies:
  one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m }
  two-sre: { groups: [{ of: [sre], quorum: 2 }], expires: 30m }
  impatient: { groups: [{ of: [sre], quorum: 2 }], expires: 3s }
actions:
  rocket/launch:
    title: Launch the rocket
    source: L1
    risk: high
    shortcut: launch
    lock: drill/rocket
    approval: one-sre
    steps: [{ title: Ignite, shell: { run: [./drill.sh, launch, '1'] }, effect: unsafe, timeout: 30s }]
  rocket/repaint:
    title: Repaint the rocket
    source: L2
    risk: high
    shortcut: repaint
    lock: drill/paint
    approval: two-sre
    steps: [{ title: Paint, shell: { run: [./drill.sh, repaint] }, effect: idempotent, timeout: 30s }]
  rocket/refuel:
    title: Refuel the rocket
    source: L3
    risk: high
    shortcut: refuel
    lock: drill/fuel
    approval: impatient
    steps: [{ title: Pump, shell: { run: [./drill.sh, refuel] }, effect: idempotent, timeout: 30s }]
  rocket/countdown:
    title: Count down
    source: L4
    risk: low
    shortcut: countdown
    steps:
      - { title: Wait, wait: { for: 4s } }
      - { title: Zero, shell: { run: [./drill.sh, zero] }, effect: idempotent, timeout: 30s }
  rocket/check:
    title: Check the rocket
    source: L5
    risk: low
    shortcut: check
    params:
      part: { type: identifier, description: Which part, example: nozzle }
    steps: [{ title: Look, shell: { run: [./drill.sh, '{{ params.part }}'] }, effect: idempotent, timeout: 30s }]
  rocket/paint:
    title: Paint a part
    source: L6
    risk: low
    shortcut: paint
    params:
      part: { type: identifier, description: Which part, example: nozzle }
    steps: [{ id: paint, title: Paint, shell: { run: [./effect.sh, '{{ params.part }}'] }, effect: idempotent, timeout: 30s }]
  rocket/weld:
    title: Weld a part
    source: L7
    risk: low
    shortcut: weld
    params:
      part: { type: identifier, description: Which part, example: nozzle }
    steps: [{ id: weld, title: Weld, shell: { run: [./effect.sh, '{{ params.part }}'], probe: { run: [./effect.sh, --status, '{{ params.part }}'], exits: { '0': done }, json: { $.done: true } } }, effect: probeable, timeout: 30s }]
  rocket/bolt:
    title: Bolt a part
    source: L8
    risk: high
    shortcut: bolt
    approval: one-sre
    params:
      part: { type: identifier, description: Which part, example: nozzle }
    steps: [{ id: bolt, title: Bolt, shell: { run: [./effect.sh, '{{ params.part }}'] }, effect: unsafe, timeout: 30s }]
`;
