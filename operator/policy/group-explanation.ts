/** Explains what an event about a group as a whole leads to. */
import type { EventLine } from '../../lib/translation/plan.ts';

/** By the reason in the line; undefined for a line that tells nothing of a group. */
const explanations = new Map<string, (line: Pick<EventLine, 'detail'>) => string>([
  ['group-deleted', () => 'the group is gone: everybody whom the source put in it is decided anew, without it'],
  [
    'members-replaced',
    () => 'everybody whom the source put in the group before, and does not name now, is decided anew',
  ],
  ['directory-deleted', () => 'the directory is gone: its people are decided anew, without their groups'],
  ['group-renamed', ({ detail }) => `rules ask for the old name of the group: ${detail}; nobody's access changes`],
  ['no-rule', () => 'no rule asks for the group'],
]);

export function explainGroup(line: EventLine): string | undefined {
  return explanations.get(line.reason ?? '')?.(line);
}
