import { flywheel } from './flywheel.ts';
import { quant } from './quant.ts';
import type { Story } from './story.ts';
import { tokenforge } from './tokenforge.ts';
import { upgrade } from './upgrade.ts';

/** Of every system but the one whose story the README tells. */
export const STORIES: readonly Story[] = [flywheel, upgrade, tokenforge, quant];
