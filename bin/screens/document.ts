import { consolePicture, PLATFORMS, payloadPicture, SCHEMES, SIZES } from './pictures.ts';
import type { State } from './states.ts';

/** docs/screens.md: what each state looks like, everywhere. */
export function screensDocument(states: readonly State[]): string {
  return `${[HEAD, ...states.map(section)].join('\n\n')}\n`;
}

const HEAD = `# What people see

The story of the README as the real program shows it, in the order in which it happens. \`npm run screens\` takes these pictures
anew: it starts the demo, types and clicks as a person does, and draws the payloads that Discord and Slack get for the same
cards. The platforms' pictures imitate their clients; what stands in them is exactly what is sent.`;

function section(state: State): string {
  const rows = SIZES.map(({ width, height }) => {
    const pictures = SCHEMES.map((scheme) =>
      picture(consolePicture(state, { width, scheme }), `${state.heading}, ${width} pixels wide, ${scheme}`),
    );
    return row([`${width} × ${height}`, ...pictures]);
  });
  const payloads = PLATFORMS.map((platform) =>
    picture(payloadPicture(state, platform), `${state.heading}, on ${TITLES[platform]}`),
  );
  return [
    `## ${state.heading}`,
    state.says,
    [row(['', ...SCHEMES]), row(['---', ...SCHEMES.map(() => '---')]), ...rows].join('\n'),
    [row(PLATFORMS.map((platform) => TITLES[platform])), row(PLATFORMS.map(() => '---')), row(payloads)].join(
      '\n',
    ),
  ].join('\n\n');
}

const TITLES = { discord: 'Discord', slack: 'Slack' } as const;

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function picture(file: string, about: string): string {
  return `![${about}](images/${file})`;
}
