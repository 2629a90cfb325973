/** A human or a service that can be held responsible. */
export interface Principal {
  /** Short and stable, e.g. `ana`. Chosen in keyturn.yaml; never reused for somebody else. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'human' | 'service';
}

/** An account on a chat platform, as the platform names it. */
export interface Account {
  readonly platform: 'console' | 'discord' | 'slack';
  /** Guild, team, or `local` for the console. */
  readonly workspace: string;
  readonly id: string;
}

export function accountKey(account: Account): string {
  return `${account.platform}/${account.workspace}/${account.id}`;
}
