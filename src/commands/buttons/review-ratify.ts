import * as z from 'zod';
import { defineButton } from '../button.ts';
import type { Reply } from '../command.ts';
import { askReviewer, giveReview, reviewForm } from '../review.ts';

export default defineButton({
  kind: 'review.ratify',
  data: z.object({ request: z.string() }),
  press: (context, { request }) => askReviewer(context, request, form(request)),
  form: async (_context, { request }) => form(request),
  submit: async (context, { request }, { reason }) => giveReview(context, request, 'ratify', reason),
});

function form(request: string): Reply {
  return reviewForm('review.ratify', request, 'It was right', 'Why was it right to do this?', 'Ratify');
}
