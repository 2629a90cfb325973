import { ApiError, need } from '../api-error.ts';
import { faultsOfHome, faultsOfView } from '../check/view.ts';
import { newId, type State, type View } from '../state.ts';
import type { Method } from './method.ts';

const TRIGGER_MS = 3_000;

export const views: Readonly<Record<string, Method>> = {
  'views.open': {
    scope: null,
    call(state, args) {
      const { trigger_id } = need(args, 'trigger_id');
      const user = useTrigger(state, trigger_id);
      const view = checkedView(args.view);
      const opened = { id: newId('V'), user, hash: newId('h'), view, errors: {}, typed: {} };
      state.views.set(user, opened);
      return { view: { id: opened.id, hash: opened.hash, ...view } };
    },
  },
  'views.publish': {
    scope: null,
    call(state, args) {
      const { user_id } = need(args, 'user_id');
      if (!state.users.has(user_id)) throw new ApiError('user_not_found');
      const faults = faultsOfHome(args.view);
      if (faults.length > 0) throw new ApiError('invalid_arguments', faults);
      const { blocks } = args.view as View;
      const before = state.homes.get(user_id);
      const home = { id: before?.id ?? newId('V'), blocks, published: (before?.published ?? 0) + 1 };
      state.homes.set(user_id, home);
      return { view: { id: home.id, type: 'home', blocks } };
    },
  },
};

/** @throws ApiError when the view breaks a limit. */
export function checkedView(view: unknown): View {
  const faults = faultsOfView(view);
  if (faults.length > 0) throw new ApiError('invalid_arguments', faults);
  return view as View;
}

function useTrigger(state: State, id: string): string {
  const trigger = state.triggers.get(id);
  if (trigger === undefined) throw new ApiError('invalid_trigger_id');
  if (trigger.used) throw new ApiError('exchanged_trigger_id');
  if (Date.now() - trigger.at > TRIGGER_MS) throw new ApiError('expired_trigger_id');
  trigger.used = true;
  return trigger.user;
}
