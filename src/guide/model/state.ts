import type { Item, Sheet } from '../sheet/sheet.ts';

/** How a guide stands, apart from what it was started with. Plain JSON: it is what its row holds, and what its log replays to. */
export interface GuideState {
  readonly phase: 'open' | 'completed' | 'abandoned';
  /** Who leads it: a principal. */
  readonly owner: string;
  /** What became of each item that anything was done to, by id. */
  readonly items: Readonly<Record<string, ItemState>>;
  /** How it ended, in the words of whoever ended it. */
  readonly conclusion: string | null;
}

export interface ItemState {
  readonly end?: 'done' | 'failed' | 'skipped';
  /** What its action came to, or the choice that was made. */
  readonly outcome?: string;
  /** What its action says of that. */
  readonly says?: string;
  readonly by?: string;
  /** ISO, on the database's clock. */
  readonly at?: string;
  readonly evidence?: string;
  readonly reason?: string;
  /** Somebody said that it is done, and somebody else has to say it, too. */
  readonly first?: Said;
  /** What it waits for: a run, a request or a guide, by its subject. */
  readonly awaits?: string;
  /** What decided it last. */
  readonly last?: string;
  /** Whether a person said that it is due. */
  readonly due?: boolean;
}

export interface Said {
  readonly by: string;
  readonly at: string;
  readonly evidence?: string;
}

/** As it stands when it is started. */
export function freshState(owner: string): GuideState {
  return { phase: 'open', owner, items: {}, conclusion: null };
}

/** How an item stands: `asked` waits for the word whether it is due, `half` for a second person. */
export type Standing =
  | 'locked'
  | 'asked'
  | 'open'
  | 'running'
  | 'half'
  | 'done'
  | 'failed'
  | 'skipped'
  | 'undue';

/** Nothing more is to be done about it. */
const SETTLED: ReadonlySet<Standing> = new Set(['done', 'skipped', 'undue']);

export interface Placed {
  readonly item: Item;
  readonly state: ItemState;
  readonly standing: Standing;
  /** What comes after it may begin. */
  readonly settled: boolean;
}

/** Every item with how it stands, in the order of the sheet. */
export function standings(sheet: Sheet, state: GuideState): readonly Placed[] {
  const foreseen = failuresForeseen(sheet);
  const byId = new Map<string, Placed>();
  let lowestOpen = Number.POSITIVE_INFINITY;
  return sheet.items.map((item) => {
    const own = state.items[item.id] ?? {};
    const standing = standingOf(item, own, item.rank > lowestOpen, byId);
    const settled = SETTLED.has(standing) || (standing === 'failed' && foreseen.has(item.id));
    if (!settled) lowestOpen = Math.min(lowestOpen, item.rank);
    const placed = { item, state: own, standing, settled };
    byId.set(item.id, placed);
    return placed;
  });
}

/** Items that others follow where they have failed: they keep nothing back then. */
function failuresForeseen({ items }: Sheet): ReadonlySet<string> {
  return new Set(
    items.flatMap(({ due }) => (due !== null && 'item' in due && due.is === 'failed' ? [due.item] : [])),
  );
}

function standingOf(
  { due }: Item,
  own: ItemState,
  isBehind: boolean,
  before: ReadonlyMap<string, Placed>,
): Standing {
  if (isBehind) return 'locked';
  if (due !== null && 'item' in due) {
    const other = before.get(due.item);
    if (other === undefined || other.standing === 'undue') return 'undue';
    if (other.state.end === undefined) return 'locked';
    if (!cameTo(other.state, due.is)) return 'undue';
  }
  if (own.awaits !== undefined) return 'running';
  if (own.end !== undefined) return own.end;
  if (due !== null && 'asked' in due && own.due !== true) return own.due === false ? 'undue' : 'asked';
  return own.first === undefined ? 'open' : 'half';
}

const ENDS = { succeeded: 'done', failed: 'failed', skipped: 'skipped' } as const;

function cameTo({ end, outcome }: ItemState, is: string): boolean {
  return outcome === is || (Object.hasOwn(ENDS, is) && end === ENDS[is as keyof typeof ENDS]);
}

/** Whether nothing of it is left to be done. */
export function isThrough(placed: readonly Placed[]): boolean {
  return placed.every(({ settled }) => settled);
}
