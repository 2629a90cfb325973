/** What the kind of an entry means, for people who read what happened in order. */
const WORDS = {
  'request.opened': 'Asked for approval',
  'request.refused': 'Something that was asked of the request was refused',
  'request.reopened': 'Back to waiting: a vote that counted is gone',
  'request.timelocked': 'Approved; its waiting time began',
  'request.ready': 'Approved; may start',
  'request.claimed': 'Taken to be carried out',
  'request.executed': 'Carried out',
  'request.failed': 'Started, and failed',
  'request.unknown': 'Started; nobody knows whether it took effect',
  'request.denied': 'Rejected: the request ended',
  'request.vetoed': 'Vetoed: the request ended',
  'request.expired': 'Expired without approval',
  'request.withdrawn': 'Taken back by whoever asked',
  'request.superseded': 'Replaced by another request',
  'request.invalidated': 'No longer valid',
  'vote.cast': 'Voted',
  'vote.changed': 'Changed a vote',
  'vote.refused': 'A vote was refused',
  'vote.withdrawal-refused': 'Taking a vote back was refused',
  'vote.withdrawn': 'Took a vote back',
  'vote.voided': 'A vote stopped counting',
  'veto.refused': 'A veto was refused',
  'claim.refused': 'Could not be started',
  'review.opened': 'A review of the break-glass run began',
  'review.verdict': 'Judged the break-glass run',
  'review.ratified': 'The break-glass run was found right',
  'review.objected': 'Somebody objected to the break-glass run',
  'review.refused': 'A verdict was refused',
  'review.overdue': 'The review is overdue',
  'run.queued': 'Waits to run',
  'run.started': 'The run began',
  'run.blocked': 'Waits for another run to end',
  'run.claim-refused': 'Could not be started yet',
  'run.unwarranted': 'Stopped: nothing that Keyturn wrote permits the run',
  'run.changed': 'The run was written down anew',
  'run.step.started': 'A step began',
  'run.step.probed': 'Began to ask whether a step took effect',
  'run.step.pending': 'A step is to be tried again',
  'run.step.running': 'A step runs',
  'run.step.probing': 'A step is asked whether it took effect',
  'run.step.probing-interrupted': 'Asking whether a step took effect was interrupted',
  'run.step.doubtful': 'A step ended, and whether it took effect has to be asked',
  'run.step.interrupted': 'A step was interrupted',
  'run.step.waiting': 'A step waits for its time',
  'run.step.asking': 'A step asks people',
  'run.step.unknown': 'Nobody knows whether a step took effect; people must decide',
  'run.step.left-in-doubt': 'The emergency went on without waiting for people; what the step did is in doubt',
  'run.step.succeeded': 'A step succeeded',
  'run.step.failed': 'A step failed',
  'run.step.cancelled': 'A step was cancelled',
  'run.step.skipped': 'A step was skipped',
  'run.answered': 'Answered what the run asked',
  'run.opinion': 'Said what became of the step; somebody else must agree',
  'run.decided': 'Decided what became of the step',
  'run.overtaken': 'The run gave way to what was begun after it had been asked for',
  'run.cancel-requested': 'Asked to cancel the run',
  'run.way-down-stop-requested': 'Asked to stop the steps of the way down',
  'run.intervention-refused': 'An intervention was refused',
  'run.declared-gone': 'Said that a program left behind is gone',
  'run.end-declared':
    'Said that the emergency has ended, of which no record is left; somebody else must say so as well',
  'run.declared-ended': 'Said so as the second: the emergency counts as ended',
  'run.found-gone': 'A program left behind was found to be gone',
  'run.succeeded': 'The run succeeded',
  'run.failed': 'The run failed',
  'run.cancelled': 'The run was cancelled',
  'run.refused': 'The run was refused',
  'access.refused': 'Something was refused',
  'proposal.refused': 'A proposal was refused',
  'people.synced': 'People and roles were read from the settings',
  'people.roles-observed': 'Roles came or went with groups of a chat platform',
  'principal.left': 'Somebody left the settings',
  'identity.linked': 'An account was joined to somebody',
  'identity.unlinked': 'An account was taken from somebody',
  'link.code-given': 'Got a code to join an account',
  'link.locked': 'Joining was locked after wrong codes',
  'totp.enrolled': 'Set up one-time codes',
  'totp.removed': 'Removed one-time codes',
  'totp.locked': 'One-time codes were locked after wrong ones',
  'log.authenticated': 'From here on each entry proves that Keyturn wrote it',
  'log.set-aside': 'A finding about the log was set aside',
  'runbooks.loaded': 'Runbooks were loaded',
  'settings.reloaded': 'Settings were loaded',
  'settings.refused': 'Changed settings were refused',
} as const satisfies Readonly<Record<string, string>>;

declare const declared: unique symbol;
/** A kind of entry that a room declared itself, with words. */
export type DeclaredKind = string & { readonly [declared]: true };

/** What may be written to the log: whatever has words for those who read it. */
export type EntryKind = keyof typeof WORDS | DeclaredKind;

const declaredWords = new Map<string, string>();
const declaredDeeds = new Set<string>();

/**
 * The kinds of entries that a room of its own writes, and what each means: declared once, beside what makes the entries.
 * @param deeds those that somebody does: their words begin with a verb, and who did it stands before them
 * @throws Error on a kind that there is already: a mistake in the tree
 */
export function entryKinds<Kind extends string>(
  words: {
    readonly [K in Kind]: string;
  },
  deeds: readonly NoInfer<Kind>[] = [],
): { readonly [K in Kind]: DeclaredKind } {
  for (const [kind, text] of Object.entries<string>(words)) {
    if (Object.hasOwn(WORDS, kind) || declaredWords.has(kind))
      throw new Error(`there are two kinds of entries "${kind}"`);
    declaredWords.set(kind, text);
  }
  for (const kind of deeds) declaredDeeds.add(kind);
  return Object.fromEntries(Object.keys(words).map((kind) => [kind, kind])) as {
    [K in Kind]: DeclaredKind;
  };
}

/** What somebody does: the words begin with a verb, and who did it stands before them. */
const DEEDS: ReadonlySet<string> = new Set<EntryKind>([
  'request.opened',
  'vote.cast',
  'vote.changed',
  'vote.withdrawn',
  'review.verdict',
  'run.answered',
  'run.opinion',
  'run.decided',
  'run.cancel-requested',
  'run.way-down-stop-requested',
  'run.declared-gone',
  'run.end-declared',
  'run.declared-ended',
  'link.code-given',
  'totp.enrolled',
  'totp.removed',
]);

export function isDeed(kind: string): boolean {
  return DEEDS.has(kind) || declaredDeeds.has(kind);
}

/** How the end of something is not as plain as its kind sounds, as its entry says beside it. */
const CERTAINTY = {
  'in-part': ', after part of it had been done',
  tried: '; what had been done by then is not known',
  'on-word': ', part of it only as people say',
  'in-doubt': '; nobody knows whether all of it took effect',
} as const;

export type Certainty = keyof typeof CERTAINTY;

/** How what follows a failure went, as the entry of an end says beside it. */
const WAY_DOWN = {
  done: '; its way down was carried out',
  'in-part': '; its way down was carried out in part',
  failed: '; its way down failed as well',
} as const;

export type WayDownSaid = keyof typeof WAY_DOWN;

/** What an emergency found, as the entry of its end says beside that: it is read first by whoever looks for what happened. */
const FOUND = {
  stopped: '; what it was to stop was seen to be stopped',
  runs: '; what it was to stop still ran',
  unknown: '; nobody knew whether all that it was to stop was stopped',
  untouched: '; it stopped nothing, because none of it had begun',
} as const;

export type FoundSaid = keyof typeof FOUND;

/**
 * What an entry says in words; a kind that has none of its own is read as it is written.
 * @param data of the entry: it may say that the end is less certain than it sounds
 */
export function inWords(kind: string, data: unknown): string {
  const { certainty, wayDown, found } = (data ?? {}) as {
    readonly certainty?: unknown;
    readonly wayDown?: unknown;
    readonly found?: unknown;
  };
  const words = special(kind, data) ?? wordsOf(kind) ?? kind.replaceAll(/[.-]/g, ' ');
  return `${words}${saidBy(CERTAINTY, certainty)}${saidBy(WAY_DOWN, wayDown)}${saidBy(FOUND, found)}`;
}

function saidBy(words: Readonly<Record<string, string>>, said: unknown): string {
  return typeof said === 'string' && Object.hasOwn(words, said) ? (words[said] ?? '') : '';
}

/** What a kind alone would tell wrongly: nobody was asked where the glass was broken, and not every end that was reached is good. */
function special(kind: string, data: unknown): string | undefined {
  const { content, severity, why, gaveWay } = (data ?? {}) as {
    readonly content?: unknown;
    readonly gaveWay?: unknown;
    readonly severity?: unknown;
    readonly why?: unknown;
  };
  if (kind === 'request.opened')
    return (content as { readonly mode?: unknown } | undefined)?.mode === 'break-glass'
      ? 'Broke the glass'
      : undefined;
  if (gaveWay === true && Object.hasOwn(GAVE_WAY, kind)) return GAVE_WAY[kind];
  // Only what somebody cancelled has a reason; what failed by itself has it on its run.
  if (kind === 'request.failed' && typeof why === 'string' && !why.endsWith('it failed'))
    return 'Started, and cancelled';
  return kind === 'run.succeeded' && typeof severity === 'string' && Object.hasOwn(CAME_TO, severity)
    ? CAME_TO[severity]
    : undefined;
}

/** Nobody cancelled what was stopped for the sake of what had begun meanwhile. */
const GAVE_WAY: Readonly<Record<string, string>> = {
  'request.failed': 'Started, and gave way before its end',
  'run.cancelled': 'The run gave way before its end',
};

const CAME_TO: Readonly<Record<string, string>> = {
  warning: 'The run came to something that asks for attention',
  danger: 'The run came to something bad',
};

function wordsOf(kind: string): string | undefined {
  return Object.hasOwn(WORDS, kind) ? WORDS[kind as keyof typeof WORDS] : declaredWords.get(kind);
}
