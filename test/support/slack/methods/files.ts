import { ApiError, need } from '../api-error.ts';
import { listOf } from '../check/texts.ts';
import { newId, type State, type StoredFile } from '../state.ts';
import { addMessage, writableChannel } from './chat.ts';
import type { Method } from './method.ts';

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': {
    scope: 'files:write',
    call(state, args, base) {
      const { filename, length } = need(args, 'filename', 'length');
      if (!(Number(length) > 0)) throw new ApiError('invalid_arguments', ['length must be positive']);
      const id = newId('F');
      state.files.set(id, {
        id,
        name: filename,
        length: Number(length),
        title: filename,
        content: undefined,
        shared: false,
      });
      return { upload_url: `${base}/upload/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scope: 'files:write',
    call(state, args) {
      const given = listOf(args.files);
      if (given.length === 0) throw new ApiError('invalid_arguments', ['files is required']);
      const found = given.map(({ id, title }) => complete(state, String(id), title));
      const channel = writableChannel(state, args, 'channel_id');
      addMessage(state, {
        channel: channel.id,
        threadTs: args.thread_ts === undefined ? undefined : String(args.thread_ts),
        text: typeof args.initial_comment === 'string' ? args.initial_comment : '',
        blocks: [],
        files: found,
      });
      return { files: found.map(({ id, title }) => ({ id, title })) };
    },
  },
};

/** Takes the bytes of a file. @returns the status that Slack answers with */
export function takeUpload(state: State, id: string, content: Buffer): number {
  const file = state.files.get(id);
  if (file === undefined || file.content !== undefined) return 404;
  if (content.length !== file.length) return 400;
  file.content = content.toString('utf8');
  return 200;
}

function complete(state: State, id: string, title: unknown): StoredFile {
  const file = state.files.get(id);
  if (file?.content === undefined || file.shared) throw new ApiError('file_not_found');
  file.shared = true;
  if (typeof title === 'string') file.title = title;
  return file;
}
