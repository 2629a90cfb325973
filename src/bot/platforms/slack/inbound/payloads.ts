import * as z from 'zod';

/** The parts of Slack's payloads that we use; everything else in them is ignored. */

export const slashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
});

const user = z.object({ id: z.string() });

export const blockActions = z.object({
  type: z.literal('block_actions'),
  user,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('message'),
      message_ts: z.string(),
      channel_id: z.string(),
      thread_ts: z.string().optional(),
    }),
    // The Home tab: it is in no channel, and has no address for answers.
    z.object({ type: z.literal('view'), view_id: z.string() }),
  ]),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        type: z.string(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

/** What stands in an input; which of them depends on the input's type. */
const stateValue = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).optional(),
  type: z.string(),
});
const state = z.object({ values: z.record(z.string(), z.record(z.string(), stateValue)) });
export type ViewState = z.infer<typeof state>;

const blocks = z.array(
  z.object({ type: z.string(), block_id: z.string().optional(), optional: z.boolean().optional() }),
);

export const viewSubmission = z.object({
  type: z.literal('view_submission'),
  user,
  trigger_id: z.string().optional(),
  view: z.object({
    id: z.string(),
    hash: z.string(),
    private_metadata: z.string(),
    state,
    blocks,
  }),
});
export type ViewSubmission = z.infer<typeof viewSubmission>;

export const blockSuggestion = z.object({
  type: z.literal('block_suggestion'),
  user,
  block_id: z.string(),
  value: z.string(),
  view: z.object({ private_metadata: z.string(), state: state.optional() }),
});

export const reactionEvent = z.object({
  event_id: z.string(),
  event: z.object({
    type: z.enum(['reaction_added', 'reaction_removed']),
    user: z.string(),
    reaction: z.string(),
    item_user: z.string().optional(),
    item: z.object({ type: z.string(), channel: z.string(), ts: z.string() }),
  }),
});

export const homeOpened = z.object({
  event: z.object({ type: z.literal('app_home_opened'), user: z.string(), tab: z.string() }),
});

export const userChange = z.object({
  event: z.object({ type: z.literal('user_change'), user: z.object({ id: z.string() }) }),
});
