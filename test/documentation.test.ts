/** What the documentation points at is there: a file that moves takes its mentions along. */
import { existsSync, globSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchors, links, namedPaths, readDocument } from './markdown.ts';

const root = join(__dirname, '..');
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const documents = globSync('**/*.md', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|\.[^/]+)(\/|$)/.test(path),
}).sort();

test('the documents are found', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/delivery.md', 'local/README.md']));
});

test.each(documents)('every link in %s leads to a file, and to a heading of it', (document) => {
  expect(lostLinks(document, readDocument(document))).toEqual([]);
});

test.each(documents)('every path that %s names is there', (document) => {
  const places = [root, join(root, dirname(document))];
  const lost = namedPaths(readDocument(document))
    .filter((path) => folders.includes(path.split('/')[0] ?? ''))
    .filter((path) => !places.some((place) => existsSync(join(place, path))));
  expect(lost).toEqual([]);
});

test('a link and a path that lead nowhere are noticed', () => {
  const text =
    '# A heading, and more\n[gone](docs/gone.md#a) and [here](https://example.com), `lib/gone.ts`, `lib/<name>.ts`.';
  expect(links(text)).toEqual(['docs/gone.md#a']);
  expect(namedPaths(text)).toEqual(['lib/gone.ts']);
  expect(anchors(text)).toEqual(['a-heading-and-more']);
});

test('an anchor without a heading is noticed, in the page itself and in another one', () => {
  const text = '# Alarms\n[a](#alarms), [b](#gone), [c](docs/operations.md#alarms), [d](docs/operations.md#gone).';
  expect(lostLinks('README.md', text)).toEqual(['#gone', 'docs/operations.md#gone']);
});

test('anchors follow GitHub: signs go, spaces become hyphens, and a repeated heading gets a number', () => {
  const text = '# `dlq list` — all\n## Limits\n## Limits\n### [Okta](okta.md) & others\n```sh\n# no heading\n```\n';
  expect(anchors(text)).toEqual(['dlq-list--all', 'limits', 'limits-1', 'okta--others']);
});

test('docs/security.md names the commands that have rights on the table of people', () => {
  const paragraph = /^\*\*Who may read it\.\*\*.*?\n\n/ms.exec(readDocument('docs/security.md'))?.[0] ?? '';
  const named = codeOf(/operator's commands(?<list>[^.]*)\./.exec(paragraph)?.groups?.['list'] ?? '');
  const rights = readDocument('docs/commands.md').split('\n## Rights of the operator\n')[1] ?? '';
  const readers = [...rights.matchAll(/^\| (?<commands>`.*?) \| (?<needs>.*) \|$/gm)].flatMap(
    ({ groups: { commands = '', needs = '' } = {} }) => (needs.includes('people') ? codeOf(commands) : []),
  );
  expect(named.toSorted()).toEqual(readers.toSorted());
  expect(readers).toContain('people show');
});

function codeOf(text: string): string[] {
  return [...text.matchAll(/`(?<code>[^`]+)`/g)].map(({ groups: { code = '' } = {} }) => code);
}

/** The links of a document that lead to no file, or to no heading of it. */
function lostLinks(document: string, text: string): string[] {
  return links(text).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined) return false;
    return !anchors(target === document ? text : readDocument(target)).includes(anchor);
  });
}
