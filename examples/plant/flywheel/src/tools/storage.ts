import { aws, rsync } from '../../../kit/storage.ts';

export const tools = { aws, rsync };
