import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeEach } from 'vitest';
import { FEATURES } from '../../../src/app/features.ts';
import { openRooms, type Rooms } from '../../../src/app/rooms.ts';
import { inWords } from '../../../src/audit/words.ts';
import { createLogSearch } from '../../../src/bot/bind/log-search.ts';
import type { Feature } from '../../../src/bot/feature.ts';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { AuditPort } from '../../../src/commands/services.ts';
import type { QuietHours } from '../../../src/config/config.ts';
import { createEventPump } from '../../../src/jobs/event-pump.ts';
import type { Jobs, WakeHandler } from '../../../src/jobs/port.ts';
import { connect } from '../../../src/jobs/room.ts';
import { deleteTimer, insertEvents, upsertTimer } from '../../../src/jobs/store.ts';
import { createTimerPump } from '../../../src/jobs/timer-pump.ts';
import type { SystemAccess } from '../../../src/people/decision.ts';
import { createDoubts } from '../../../src/people/service/doubts.ts';
import { createPeople, type People } from '../../../src/people/service.ts';
import { createTotp } from '../../../src/people/totp/service.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { createRegistry } from '../../../src/runbook/definition/registry.ts';
import type { EffectPort } from '../../../src/runbook/engine/effect-port.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { testBackground } from '../background.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import { openTestDatabase } from '../database.ts';
import {
  account,
  type MemoryChat,
  type MemoryPlatform,
  memoryChat,
  memoryPlatform,
  placeIn,
} from './memory-platform.ts';

const RUNBOOK = `
runbook: demo
title: Demo operations
source: demo.txt
policies:
  one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m, veto: [lead] }
  two-sre: { groups: [{ of: [sre], quorum: 2 }], expires: 30m }
  crowd: { groups: [{ of: [sre], quorum: 19 }], expires: 30m, denials: 20 }
  coded: { groups: [{ of: [sre], quorum: 1 }], expires: 30m, code: approvers }
  typed: { groups: [{ of: [sre], quorum: 1 }], reason: required, confirm: both, via: [button], wakes: true }
breakGlass:
  stop: { of: [sre], limit: { count: 5, per: 1h }, review: { of: [lead], quorum: 1, within: 1h }, page: lead }
channels:
  alerts: { title: Alerts, source: L9, name: alerts, purpose: Alerts }
actions:
  health/check:
    title: Check the health
    source: L1
    description: Looks at the turbines and says whether the readings are plausible.
    keywords: [diagnose, sanity check]
    risk: read
    shortcut: health
    steps: [{ shell: { run: [/bin/health] }, effect: pure }]
  breaker/reset:
    title: Reset the breaker
    source: L2
    risk: high
    shortcut: reset
    lock: demo/breaker
    approval: one-sre
    params: { target: { type: text, description: What to reset, example: main } }
    steps: [{ shell: { run: [/bin/reset, '{{ params.target }}'] }, effect: unsafe }]
  breaker/wipe:
    title: Wipe the breaker
    source: L3
    risk: critical
    approval: typed
    steps: [{ shell: { run: [/bin/wipe] }, effect: unsafe }]
  breaker/open:
    title: Open the breaker
    source: L6
    risk: high
    approval: two-sre
    steps: [{ shell: { run: [/bin/open] }, effect: unsafe }]
  breaker/crowd:
    title: Needs a crowd
    source: L7
    risk: high
    approval: crowd
    steps: [{ shell: { run: [/bin/crowd] }, effect: unsafe }]
  breaker/melt:
    title: Melt the breaker
    source: L8
    risk: critical
    approval: coded
    steps: [{ shell: { run: [/bin/melt] }, effect: unsafe }]
  pause:
    title: Pause everything
    source: L4
    risk: critical
    reduces: risk
    breakGlass: stop
    steps: [{ shell: { run: [/bin/pause] }, effect: unsafe }]
  buffer/write:
    title: Write the buffer
    source: L10
    risk: low
    steps: [{ id: write, shell: { run: [/bin/write], find: { buffer: 'Buffer: (\\S+)' } }, effect: idempotent }]
    gives: { buffer: '{{ steps.write.found.buffer }}' }
  buffer/propose:
    title: Propose the buffer
    source: L11
    risk: high
    approval: one-sre
    params:
      buffer: { type: identifier, description: The buffer, from: { action: buffer/write, gives: buffer, within: 1h } }
    steps: [{ shell: { run: [/bin/propose, '{{ params.buffer }}'] }, effect: unsafe }]
  breaker/verify:
    title: Verify the breaker
    source: L12
    risk: read
    outcomes:
      harmless: { severity: good, says: Nothing is wrong. }
      threat: { severity: danger, says: It is real. Do not close it. }
    steps:
      - { id: verify, shell: { run: [/bin/verify], parse: json, exits: { '0': harmless, '3': threat } }, effect: pure }
      - when: { step: verify, is: threat }
        notify: { channel: alerts, text: "Somebody attacks.\\nMeasured: {{ steps.verify.json.evidence }}" }
  breaker/close:
    title: Close the breaker
    source: L13
    risk: high
    approval: one-sre
    requires: [{ action: breaker/verify, outcome: harmless, within: 15m }]
    steps: [{ shell: { run: [/bin/close] }, effect: unsafe }]
  breaker/test:
    title: Test the breaker
    source: L14
    risk: read
    steps:
      - { id: test, shell: { run: [/bin/test], exits: { '1': ok } }, effect: pure }
      - assert: { checks: [{ label: Exit code, value: '{{ steps.test.exit }}', equals: 0, next: breaker/trip }] }
  breaker/trip:
    title: Trip the breaker
    source: L15
    risk: low
    steps: [{ shell: { run: [/bin/trip] }, effect: idempotent }]
  breaker/tidied:
    title: Break and tidy up
    source: L16
    risk: low
    steps: [{ shell: { run: [/bin/break] }, effect: pure }]
    always: [{ title: Tidy up, confirm: { question: Is it tidy? } }]
  buffer/archive:
    title: Archive the buffer
    source: L12
    risk: high
    approval: one-sre
    requires: [{ action: buffer/write, within: 15m }]
    params: { place: { type: text, description: Where to } }
    steps: [{ shell: { run: [/bin/archive, '{{ params.place }}'] }, effect: unsafe }]
  backup/make:
    title: Make a backup
    source: L17
    risk: low
    outcomes: { succeeded: { says: The backup lies in the vault. } }
    params: { full: { type: boolean, description: All of it, default: false } }
    steps: [{ shell: { run: [/bin/backup, '{{ run.id }}', '{{ params.full }}'] }, effect: idempotent }]
    dryRun: [{ shell: { run: [/bin/measure] }, effect: pure }]
  backup/drop:
    title: Drop the backups
    source: L18
    risk: high
    approval: one-sre
    outcomes: { too-young: { severity: danger, says: One of them was a minute old. } }
    steps: [{ shell: { run: [/bin/drop], exits: { '4': too-young } }, effect: unsafe }]
    dryRun: [{ shell: { run: [/bin/count] }, effect: pure }]
  ask:
    title: Ask a person
    source: L5
    risk: low
    steps: [{ confirm: { question: Is it real?, evidence: required } }, { notify: { channel: alerts, text: 'done @everyone' } }]
`;

export interface BotWorld extends Omit<Rooms, 'all'> {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly chat: MemoryChat;
  platform: MemoryPlatform;
  /** A second platform, on which everybody has an account of the same name. */
  readonly slackChat: MemoryChat;
  slack: MemoryPlatform;
  /** Whether the system's channel is on both platforms. */
  readonly mirrored: { on: boolean };
  /** Whether the settings give roles to groups of a platform. */
  readonly mapped: { on: boolean };
  /** When nobody is called who need not be; at first never. */
  readonly quiet: { hours: QuietHours | null };
  /** The channels where commands are taken; at first everywhere. */
  readonly taken: { in: readonly string[] };
  /** Who may ask for what, in every system; at first everybody for everything. */
  readonly access: { rules: SystemAccess };
  readonly people: People;
  /** Puts another text in the place of one in the runbook, and of a second one; `reset` puts it back. */
  rewrite(before: string, after: string, also?: readonly [before: string, after: string]): Promise<void>;
  /** Programs that were started, as `program arguments`. */
  readonly started: string[];
  /** What a program prints and ends with; by default it prints its name. */
  readonly programs: Map<string, () => Promise<{ out: string; code: number }>>;
  /** How many programs of a step that failed nobody can stop. */
  readonly unstoppable: { count: number };
  /** Lets events, runs and messages come to rest. */
  settle(): Promise<void>;
  /** What the loops of the program do about once a second, and all that they begin. */
  sweep(): Promise<void>;
  /** Lets the timers fire that are due, and what comes of them come to rest. */
  fire(): Promise<void>;
  /** A new process over the same database and platform: what only the old one knew is gone. */
  restart(): Promise<void>;
  /** What an account sees in a channel. */
  see(who: string, channel?: string): Promise<readonly Seen[]>;
  /** The last message that has a text in it. */
  find(who: string, text: string, channel?: string): Promise<Seen>;
  click(who: string, message: Seen, label: string): Promise<void>;
  command(who: string, path: string, options?: { readonly [name: string]: string }): Promise<void>;
  submit(who: string, values: { readonly [name: string]: string }): Promise<void>;
  /** As it was at first, but for the log: much faster than another database. */
  reset(): Promise<void>;
  /** Kinds of the entries of a chain since the last reset. */
  log(chain: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The home of the second platform. */
export const SLACK = { platform: 'slack', workspace: 'T1' } as const;

export const PEOPLE = {
  ana: ['sre'],
  ben: ['sre'],
  cem: ['sre'],
  dan: ['sre'],
  eve: ['sre'],
  lea: ['lead'],
  ivan: [],
} as const;

/** A world for all tests of a file, in which each begins anew. */
export async function botWorldOfFile(): Promise<BotWorld> {
  const world = await openBotWorld();
  beforeEach(() => world.reset());
  afterAll(() => world.close());
  return world;
}

/**
 * The bot with real rooms behind it, a platform without a wire before it, and programs that only pretend.
 * @param others more runbooks, by their names
 */
export async function openBotWorld(
  open: (clock: ManualClock) => Promise<Database> = openTestDatabase,
  features: readonly Feature[] = FEATURES,
  others: Readonly<Record<string, string>> = {},
): Promise<BotWorld> {
  const clock = manualClock();
  const db = await open(clock);
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-bot-'));
  await mkdir(join(folder, 'demo'));
  const file = join(folder, 'demo', 'runbook.yaml');
  await writeFile(file, RUNBOOK);
  for (const [name, text] of Object.entries(others)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'runbook.yaml'), text);
  }
  const woken: { topic: string; id: string }[] = [];
  const jobs: Jobs = {
    emit: (tx, said) => insertEvents(tx, [said]),
    setTimer: upsertTimer,
    cancelTimer: deleteTimer,
    async wake(tx, topic, id) {
      tx.afterCommit(() => woken.push({ topic, id }));
    },
  };
  const access: BotWorld['access'] = { rules: {} };
  const doubts = createDoubts();
  const people = createPeople({ db, jobs, doubts, access: () => access.rules });
  await people.sync({
    people: Object.keys(PEOPLE).map((id) => ({
      id,
      name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
      kind: 'human',
      accounts: [account(id), account(id, SLACK)],
    })),
    roles: ['sre', 'lead'].map((name) => ({
      name,
      members: Object.entries(PEOPLE).flatMap(([id, roles]) =>
        (roles as readonly string[]).includes(name) ? [id] : [],
      ),
      groups: [],
      holdMs: 0,
    })),
  });
  const totp = createTotp({ db, key: Buffer.alloc(32, 7) });
  const problems: string[] = [];
  const registry = createRegistry({
    folder,
    kinds: stepKinds,
    onProblem: (found) => problems.push(...found.map((one) => `${one.file}:${one.line} ${one.message}`)),
    onReload: () => {},
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const started: string[] = [];
  const programs: BotWorld['programs'] = new Map();
  const unstoppable = { count: 0 };
  const effects: EffectPort = async (_integration, operation, input, io) => {
    if (operation === 'reap') return { killed: 0, left: unstoppable.count };
    const { argv } = input as unknown as { argv: readonly string[] };
    io.begin();
    started.push(argv.join(' '));
    const { out, code } = (await programs.get(argv[0] ?? '')?.()) ?? {
      out: `${argv[0]} was here\n`,
      code: 0,
    };
    io.output('out', out);
    return { exit: code, signal: null, stdout: out, stderr: '', dropped: 0, ms: 1 };
  };
  const audit: AuditPort = {
    show: async (chain) =>
      (await entries(db, chain, 0)).map((kind, i) => ({
        seq: i + 1,
        at: clock.now(),
        what: inWords(kind, {}),
        sentence: `${inWords(kind, {})} (as the test has it)`,
        by: 'Keyturn (test)',
        hash: '0'.repeat(64),
        index: null,
        seal: 'waiting' as const,
      })),
    search: createLogSearch({ db, people }),
    verify: async () => ({ ok: true, entries: 3, checkpoints: 1, findings: [] }),
    export: async (format) => ({ name: `keyturn-log.${format}`, content: 'line\n' }),
  };
  const chat = memoryChat(['ops', 'demo', 'alerts', 'fallback']);
  chat.bots.add('robot');
  const slackChat = memoryChat(['demo']);
  slackChat.bots.add('robot');
  const mirrored = { on: false };
  const mapped = { on: false };
  const quiet: BotWorld['quiet'] = { hours: null };
  const taken: BotWorld['taken'] = { in: [] };

  let background = testBackground();
  let rooms: Rooms;

  /** What a process of its own has: all rooms anew, over what stands. */
  async function start(): Promise<Omit<Rooms, 'all'> & { platform: MemoryPlatform; slack: MemoryPlatform }> {
    const platform = memoryPlatform(chat);
    const slack = memoryPlatform(slackChat, SLACK);
    background = testBackground();
    rooms = await openRooms({
      features,
      ...{ db, jobs, clock, log, background, people, doubts, totp, registry, audit, effects },
      platforms: async () => [platform, slack],
      config: { administrators: 'lead', environment: 'test' },
      settings: { environment: 'test', risks: {}, people: [], system: () => ({ vars: {}, workdir: '/' }) },
      risks: () => ({}),
      emoji: () => ({ approve: ['✅'], reject: ['❌'] }),
      places: {
        ofSystem: (system) => ({
          place: placeIn(system),
          also: mirrored.on ? [placeIn(system, SLACK)] : [],
        }),
        homeOf: (system) => ({
          place: placeIn(system),
          also: mirrored.on ? [placeIn(system, SLACK)] : [],
        }),
        around: (place) => ({ place, also: [] }),
        named: (name) => (chat.channels.has(name) ? placeIn(name) : undefined),
        called: (place) => `#${place.channel}`,
        instead: (place) =>
          taken.in.length === 0 || taken.in.includes(place.channel) ? [] : taken.in.map((name) => `#${name}`),
        log: () => undefined,
        fallback: () => placeIn('fallback'),
      },
      mapsGroups: () => mapped.on,
      workerId: 'worker-1',
      leaseMs: 10_000,
      secret: () => '',
      redactor: createRedactor([]),
      random: () => 0.5,
      quiet: () => quiet.hours,
    });
    await rooms.bot.start();
    await background.settled();
    return { ...rooms, platform, slack };
  }

  async function sweep(): Promise<void> {
    await Promise.all(rooms.all.flatMap(({ sweeps = {} }) => Object.values(sweeps)).map((one) => one()));
    await background.settled();
  }

  let seenEntries = 0;
  let rewritten = false;
  const first = await start();
  const world: BotWorld = {
    ...first,
    db,
    clock,
    chat,
    slackChat,
    mirrored,
    access,
    mapped,
    quiet,
    taken,
    people,
    started,
    programs,
    unstoppable,
    async settle() {
      const events = createEventPump(db, log);
      const wakeUps = new Map<string, WakeHandler>();
      connect(
        {
          events,
          wakeUps: { on: (topic, handler) => wakeUps.set(topic, handler) },
          timers: { on() {} },
          onSweep() {},
        },
        rooms.all,
      );
      for (let quiet = 0; quiet < 2; ) {
        const work = woken.splice(0);
        for (const { topic, id } of work) await wakeUps.get(topic)?.(id);
        const handled = await events.runOnce();
        quiet = work.length + handled === 0 ? quiet + 1 : 0;
        // Cards are edited at most once a second.
        if (quiet === 1) {
          clock.advance(1_100);
          await sweep();
        }
      }
    },
    sweep,
    async fire() {
      const timers = createTimerPump(db, log);
      connect(
        { timers, events: { on() {}, onSubjects() {} }, wakeUps: { on() {} }, onSweep() {} },
        rooms.all,
      );
      await timers.runOnce();
      await world.settle();
    },
    async restart() {
      await world.bot.stop();
      Object.assign(world, await start());
    },
    see: (who, channel = 'ops') => world.platform.see(account(who), placeIn(channel)),
    async find(who, text, channel = 'ops') {
      const all = await world.see(who, channel);
      const found = all.findLast((message) => message.text.includes(text));
      if (found !== undefined) return found;
      throw new Error(
        `${who} sees no "${text}" in ${channel}, but:\n${all.map((one) => one.text).join('\n---\n')}`,
      );
    },
    async click(who, message, label) {
      const nonce = message.controls.find((control) => control.label === label)?.nonce;
      if (nonce === undefined) throw new Error(`no "${label}" on ${message.text}`);
      await world.platform.click(account(who), message.ref as MessageRef, nonce);
      await world.settle();
    },
    async command(who, path, options = {}) {
      await world.platform.command(account(who), placeIn('ops'), path.split(' '), options);
      await world.settle();
    },
    async submit(who, values) {
      const form = await world.platform.seeForm(account(who));
      if (form === undefined) throw new Error(`${who} has no form`);
      await world.platform.submit(account(who), placeIn('ops'), form.nonce, values);
      await world.settle();
    },
    async rewrite(before, after, also = ['', '']) {
      for (const text of [before, also[0]])
        if (!RUNBOOK.includes(text)) throw new Error(`the runbook has no "${text}"`);
      await writeFile(file, RUNBOOK.replace(before, after).replace(...also));
      await registry.refresh();
      rewritten = true;
    },
    async reset() {
      if (rewritten) await world.rewrite('', '');
      rewritten = false;
      await world.bot.stop();
      await db.transact((tx) => tx.orm.execute(sql.raw(`truncate ${TABLES.join(', ')}`)));
      await db.transact((tx) => tx.orm.execute(sql`delete from identity where source = 'link'`));
      seenEntries = await lastEntry(db);
      mirrored.on = false;
      access.rules = {};
      quiet.hours = null;
      taken.in = [];
      for (const one of [chat, slackChat]) {
        one.messages.length = 0;
        one.notified.length = 0;
        one.keys.clear();
        one.forms.clear();
        for (const { id } of one.opened.splice(0)) one.channels.delete(id);
        one.down = false;
        one.holdUp = undefined;
      }
      started.length = 0;
      programs.clear();
      unstoppable.count = 0;
      Object.assign(world, await start());
    },
    log: (chain) => entries(db, chain, seenEntries),
    async close() {
      await world.bot.stop();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}

const TABLES = [
  ...['event', 'timer', 'button', 'card', 'outbox', 'destination_pause', 'inbound_delivery'],
  ...['link_code', 'link_request', 'guesses', 'totp', 'channel_site', 'channel_opening'],
  ...['schedule', 'schedule_occurrence', 'system_freeze', 'run_lock', 'run_output', 'step_run', 'run'],
  ...['approval_verdict', 'approval_review', 'approval_vote', 'approval_request'],
];

async function entries(db: Database, chain: string, after: number): Promise<readonly string[]> {
  const rows = await db.read((reader) =>
    reader.orm.execute(
      sql`select kind from audit_entry where chain = ${chain} and id > ${after} order by seq`,
    ),
  );
  return (rows as unknown as { kind: string }[]).map((row) => row.kind);
}

async function lastEntry(db: Database): Promise<number> {
  const rows = await db.read((reader) =>
    reader.orm.execute(sql`select coalesce(max(id), 0) as id from audit_entry`),
  );
  return Number((rows as unknown as { id: number }[])[0]?.id ?? 0);
}
