import type { State } from './states.ts';

/** How a state is looked at on the console. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

export const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
export const SCHEMES = ['light', 'dark'] as const;
export const LOOKS: readonly Look[] = SIZES.flatMap((size) => SCHEMES.map((scheme) => ({ ...size, scheme })));

/** Platforms whose payloads are drawn beside the console's card. */
export const PLATFORMS = ['discord', 'slack'] as const;

/** The picture of a state on the console, as a file. */
export function consolePicture(
  { name }: Pick<State, 'name'>,
  { width, scheme }: Omit<Look, 'height'>,
): string {
  return `${name}-${width}-${scheme}.webp`;
}

/** The picture of its card on a platform, as a file. */
export function payloadPicture({ name }: Pick<State, 'name'>, platform: (typeof PLATFORMS)[number]): string {
  return `${name}-${platform}.webp`;
}

/** All pictures of a state. */
export function picturesOf(state: Pick<State, 'name'>): readonly string[] {
  return [
    ...LOOKS.map((look) => consolePicture(state, look)),
    ...PLATFORMS.map((platform) => payloadPicture(state, platform)),
  ];
}
