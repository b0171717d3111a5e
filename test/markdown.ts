/** The code in a Markdown document, its headings, and what it points at. */
import { readdirSync, readFileSync } from 'node:fs';
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

/** The pages on identity events: the one on all sources, then those on the sources and the ways to the queue. */
export const identityPages = [
  'docs/identity-events.md',
  ...readdirSync(join(__dirname, '../docs/identity-events'))
    .sort()
    .map((name) => `docs/identity-events/${name}`),
];

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

/** Where the links of a document lead, but for those to other sites. */
export function links(document: string): string[] {
  return [...withoutCode(document).matchAll(/\]\((?<target>[^)\s]+)\)/g)].flatMap(({ groups: { target = '' } = {} }) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );
}

/** The anchors of a document's headings: https://docs.github.com/en/get-started/writing-on-github */
export function anchors(document: string): string[] {
  const slugs = [...withoutCode(document).matchAll(/^#+ (?<title>.+)$/gm)].map(({ groups: { title = '' } = {} }) =>
    title
      .trim()
      .replaceAll(/\[(?<shown>[^\]]*)\]\([^)]*\)/g, '$<shown>')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-'),
  );
  // GitHub numbers a heading that stood before.
  const seen = new Map<string, number>();
  return slugs.map((slug) => {
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** What looks like a file's or a folder's path in a document's inline code; neither a pattern nor a hidden folder. */
export function namedPaths(document: string): string[] {
  return [...withoutCode(document).matchAll(/`(?<path>\w[\w.-]*(?:\/\w[\w.-]*)*\/(?:\w[\w.-]*)?)`/g)].map(
    ({ groups: { path = '' } = {} }) => path,
  );
}

function withoutCode(document: string): string {
  return document.replaceAll(/^```.*?^```$/gms, '');
}
