import * as z from 'zod';
import { defineButton } from '../button.ts';
import type { Reply } from '../command.ts';
import { askReviewer, giveReview, reviewForm } from '../review.ts';

export default defineButton({
  kind: 'review.object',
  data: z.object({ request: z.string() }),
  press: (context, { request }) => askReviewer(context, request, form(request)),
  form: async (_context, { request }) => form(request),
  submit: async (context, { request }, { reason }) => giveReview(context, request, 'object', reason),
});

function form(request: string): Reply {
  return reviewForm('review.object', request, 'I object', 'What was wrong with it?', 'Object');
}
