import { pictureOf, type Story } from './story.ts';

/** docs/stories/<system>.md: the five steps, each with its picture. */
export function storyPage(story: Story): string {
  const { system, heading, says, steps } = story;
  return `${[
    `# ${heading}`,
    says,
    `\`\`\`sh\nnpm start -- ${system}\n\`\`\`\n\nIt prints the address of the console, where you can act as anybody of a small team, and of the page of the simulated system.`,
    ...steps.map(
      (step, index) =>
        `## ${index + 1}. ${step.heading}\n\n${step.says}\n\n![${step.heading}](../images/stories/${pictureOf(story, step)})`,
    ),
    `\`npm run screens\` takes these pictures anew, by typing and clicking what stands here. What becomes of each line of the document: [coverage](../coverage/${system}.md).`,
  ].join('\n\n')}\n`;
}
