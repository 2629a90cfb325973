import type { Arguments } from '../api-error.ts';
import type { State } from '../state.ts';

/** A method of the Web API. @throws ApiError when Slack would refuse the call. */
export interface Method {
  /** The scope that the token needs; null for none. Some depend on what kind of conversation it is about. */
  readonly scope: string | null | ((args: Arguments, state: State) => string);
  call(state: State, args: Arguments, base: string): object;
}
