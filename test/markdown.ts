/** The code in a Markdown document. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CodeBlock {
  /** The heading above it. */
  readonly section: string;
  readonly language: string;
  readonly text: string;
  /** The paragraph below it. */
  readonly below: string;
}

/** @param path from the project's folder */
export function readDocument(path: string): string {
  return readFileSync(join(__dirname, '..', path), 'utf8');
}

export function codeBlocks(document: string): CodeBlock[] {
  const fence = /^```(?<language>\w+)\n(?<text>.*?)^```$\n*(?<below>.*?)\n(?=\n)/gms;
  return [...document.matchAll(fence)].map(({ index, groups: { language = '', text = '', below = '' } = {} }) => ({
    section:
      document
        .slice(0, index)
        .match(/^#+ .*$/gm)
        ?.at(-1)
        ?.replace(/^#+ /, '') ?? '',
    language,
    text,
    below,
  }));
}
