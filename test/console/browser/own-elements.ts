/** A page holds nothing but the elements, attributes and addresses that the console itself makes. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const tags = [
  ...['html', 'head', 'meta', 'title', 'link', 'script', 'noscript', 'body', 'main', 'nav', 'header', 'section'],
  ...['article', 'aside', 'figure', 'figcaption', 'dialog', 'div', 'span', 'p', 'h1', 'h2', 'h3', 'a', 'bdi', 'code'],
  ...['pre', 'kbd', 'strong', 'small', 'time', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'thead', 'tbody', 'tr'],
  ...['th', 'td', 'form', 'label', 'input', 'textarea', 'select', 'option', 'button', 'progress', 'canvas'],
];

const attributes = [
  ...['accept', 'autocomplete', 'charset', 'checked', 'class', 'content', 'datetime', 'disabled', 'height', 'href'],
  ...['id', 'lang', 'max', 'maxlength', 'min', 'name', 'open', 'placeholder', 'rel', 'required', 'role', 'rows'],
  ...['scope', 'selected', 'spellcheck', 'src', 'step', 'style', 'tabindex', 'title', 'type', 'value', 'width'],
];

/** Each thing that is not the console's own, in words. */
const search = `(() => {
  const [tags, attributes] = [new Set(${JSON.stringify(tags)}), new Set(${JSON.stringify(attributes)})];
  const isNamed = (name) => attributes.has(name) || /^(aria|data)-[a-z-]+$/.test(name);
  const isOwn = {
    href: (value) => /^(#|\\/(?![/\\\\]))/.test(value),
    src: (value) => value === '/assets/script.js',
    style: (value) => /^((transform: translateY\\(|height: |width: |left: |top: |background: |color: )[^;()]*\\)?; ?)*$/.test(value),
  };
  return [...document.querySelectorAll('*')].flatMap((element) => {
    const tag = element.tagName.toLowerCase();
    const isHtml = element.namespaceURI === 'http://www.w3.org/1999/xhtml' && tags.has(tag);
    return [
      ...(isHtml ? [] : ['element ' + tag]),
      ...[...element.attributes].flatMap(({ name, value }) =>
        isNamed(name) && (isOwn[name]?.(value) ?? true) ? [] : [tag + ' with ' + name + '=' + value.slice(0, 80)]),
    ];
  });
})()`;

export async function expectOwnElements(page: Page): Promise<void> {
  const path = new URL(page.url()).pathname;
  expect({ path, foreign: await page.evaluate<readonly string[]>(search) }).toEqual({ path, foreign: [] });
}
