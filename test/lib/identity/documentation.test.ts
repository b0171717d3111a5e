import { createHmac } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { eventBridge } from '../../../fuzz/fixtures/envelopes.ts';
import { logEvent } from '../../../fuzz/fixtures/okta.ts';
import { attributes, identity, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { auth0, auth0User, thin } from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, read } from '../../../fuzz/outcomes.ts';
import { sources } from '../../../lib/identity/sources.ts';
import { anchors, type CodeBlock, codeBlocks, identityPages, links, readDocument } from '../../markdown.ts';

const [overview = '', ...otherPages] = identityPages;
const routes = 'docs/identity-events/routes.md';
const blocks = identityPages.flatMap((page) => codeBlocks(readDocument(page)));
const ofLanguage = (wanted: string) => blocks.filter(({ language }) => language === wanted);
const examples = ofLanguage('json').filter(({ below }) => below.startsWith('Read as'));
const patterns = ofLanguage('json').filter((block) => !examples.includes(block));

/** The rows of the table of sources. */
const rows = [
  ...readDocument(overview).matchAll(/^\| \[.+?\]\((?<page>.+?)#(?<anchor>.+?)\) \| `(?<name>.+?)` \|/gm),
].map(({ groups: { page = '', anchor = '', name = '' } = {} }) => ({ section: `docs/${page}#${anchor}`, name }));

/** The plain form fills a page of its own. */
const sections = otherPages
  .filter((page) => page !== routes)
  .flatMap((page) => {
    const [title, ...others] = anchors(readDocument(page));
    return (others.length > 0 ? others : [title]).map((anchor) => `${page}#${anchor}`);
  });

test('every source has a row in the table', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(sources.map(({ name }) => name).sort());
});

test('every row leads to the section of its source, and every section has a row', () => {
  expect(rows.map(({ section }) => section).sort()).toEqual(sections.sort());
});

test('the overview leads to every page', () => {
  const pages = links(readDocument(overview)).map((link) => `docs/${link.split('#')[0]}`);
  expect(pages).toEqual(expect.arrayContaining(otherPages));
});

test.each(identityPages)('every link within %s has a target', (page) => {
  const document = readDocument(page);
  const within = links(document).filter((link) => link.startsWith('#'));
  expect(anchors(document).map((anchor) => `#${anchor}`)).toEqual(expect.arrayContaining(within));
});

test.each(examples)('the example under "$section" is read as the text says: $below', ({ text, below }) => {
  const [, line, effectiveAt] = /^Read as `(.+?)`(?:, from (\S+) on)?\./.exec(below) ?? [];
  const events = read(text);
  expect(lines(events)).toEqual([line]);
  expect(people(events)[0]?.effectiveAt).toBe(effectiveAt);
});

test('the plain form has an example of each of its types', () => {
  const types = examples.filter(({ section }) => section === 'The plain form').map(({ text }) => typeOf(text));
  expect(types.map((type) => type.replace(/^com\.example\./, ''))).toEqual([
    'identity.user.joined.v1',
    'identity.user.changed.v1',
    'identity.user.left.v1',
    'identity.group.member-added.v1',
    'identity.group.member-removed.v1',
  ]);
});

describe('the pattern of a rule', () => {
  const okta = (type: string) =>
    eventBridge(logEvent(type), { source: 'aws.partner/okta.com/example/stream', 'detail-type': 'SystemLog' });
  const partner = (type: string) =>
    eventBridge(auth0(type, auth0User), { source: 'aws.partner/auth0.com/example/stream' });
  const trail = (name: string) =>
    eventBridge(thin.cloudTrail(name), { source: 'aws.sso-directory', 'detail-type': 'AWS API Call via CloudTrail' });

  test.each([
    ['Okta', okta('group.user_membership.add'), okta('user.session.start')],
    ['Okta', okta('user.lifecycle.delete.initiated'), okta('policy.lifecycle.create')],
    [
      'SailPoint',
      triggered('idn:identity-created', { identity, attributes }),
      triggered('idn:campaign-activated', { campaign: {} }),
    ],
    ['Auth0', partner('user.created'), partner('organization.created')],
    ['IAM Identity Center', trail('AddMemberToGroup'), trail('DescribeGroup')],
  ])('of %s admits relevant events and no others', (section, matching, other) => {
    const pattern: unknown = JSON.parse(patterns.find((block) => block.section === section)?.text ?? '');
    expect([matches(pattern, matching), matches(pattern, other)]).toEqual([true, false]);
    expect(lines(read(matching))).not.toEqual(lines(read(other)));
  });

  test('is shown in each section that needs one', () => {
    expect(patterns.map(({ section }) => section)).toEqual(['Auth0', 'Okta', 'SailPoint', 'IAM Identity Center']);
  });

  test('in the template works too', () => {
    const { Rule } = template('An EventBridge partner bus').Resources;
    expect(matches(Rule.Properties.EventPattern, okta('user.lifecycle.create'))).toBe(true);
  });
});

test('every template is valid YAML and sends to the queue', () => {
  expect(ofLanguage('yaml').map(({ section }) => section)).toEqual([
    'An EventBridge partner bus',
    'A webhook',
    'A thin source',
  ]);
  for (const { section, text } of ofLanguage('yaml')) {
    expect(template(section).AWSTemplateFormatVersion).toBe('2010-09-09');
    expect(text).toMatch(/zuora-access-\$\{Stage\}-identity-events/);
  }
});

describe('the webhook', () => {
  const secret = 'what-only-the-sender-knows';
  const body = '{"event":"dsync.user.created"}';
  const sign = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, secret).update(text).digest(encoding);
  const now = Date.now();
  const seconds = String(Math.floor(now / 1000));

  test.each([
    ['secret', { authorization: secret }],
    ['secret', { authorization: `Bearer ${secret}` }],
    ['workos', { 'workos-signature': `t=${now}, v1=${sign('sha256', `${now}.${body}`, 'hex')}` }],
    [
      'bamboohr',
      { 'x-bamboohr-timestamp': seconds, 'x-bamboohr-signature': sign('sha256', `${body}${seconds}`, 'hex') },
    ],
    ['deel', { 'x-deel-signature': sign('sha256', `POST${body}`, 'hex') }],
    ['hibob', { 'bob-signature': sign('sha512', body, 'base64') }],
    ['gusto', { 'x-gusto-signature': sign('sha256', body, 'hex') }],
  ])('of the scheme %s sends signed requests and no others', async (scheme, headers) => {
    expect(await call(scheme, headers, body)).toEqual({ statusCode: 200, sent: [body] });
    expect(await call(scheme, headers, body, { SecretString: 'another secret' })).toMatchObject({
      statusCode: 401,
      sent: [],
    });
    expect(await call(scheme, {}, body)).toMatchObject({ statusCode: 401, sent: [] });
  });

  test('refuses an old signature', async () => {
    const old = now - 10 * 60_000;
    const headers = { 'workos-signature': `t=${old}, v1=${sign('sha256', `${old}.${body}`, 'hex')}` };
    expect(await call('workos', headers, body)).toMatchObject({ statusCode: 401, sent: [] });
  });

  test('answers Okta’s challenge, but no one else’s', async () => {
    const challenge = { 'x-okta-verification-challenge': 'c-1' };
    expect(await call('secret', { ...challenge, authorization: secret })).toEqual({
      statusCode: 200,
      body: '{"verification":"c-1"}',
      sent: [],
    });
    expect(await call('secret', challenge)).toMatchObject({ statusCode: 401 });
  });

  test('refuses every request if the secret is not a text', async () => {
    await expect(call('secret', { authorization: 'undefined' }, body, {})).rejects.toThrow('must be of type');
  });

  async function call(SCHEME: string, headers: object, body?: string, stored: object = { SecretString: secret }) {
    const sent: unknown[] = [];
    const exports: { handler?: (event: object) => Promise<object> } = {};
    class Client {
      async send(command: { readonly MessageBody?: string }): Promise<object> {
        if (command.MessageBody !== undefined) sent.push(command.MessageBody);
        return stored;
      }
    }
    function Command(input: object) {
      return input;
    }
    const aws = {
      SecretsManagerClient: Client,
      GetSecretValueCommand: Command,
      SQSClient: Client,
      SendMessageCommand: Command,
    };
    runInNewContext(template('A webhook').Resources.Door.Properties.Code.ZipFile, {
      require: (name: string) => (name.startsWith('@aws-sdk/') ? aws : require(name)),
      process: { env: { SCHEME } },
      exports,
      Buffer,
      Date: { now: () => now },
    });
    const method = body === undefined ? 'GET' : 'POST';
    return { ...(await exports.handler?.({ requestContext: { http: { method } }, headers, body })), sent };
  }
});

function typeOf(text: string): string {
  const event = JSON.parse(text);
  return event.type ?? event['detail-type'];
}

function template(section: string) {
  return parse(ofLanguage('yaml').find((block: CodeBlock) => block.section === section)?.text ?? '');
}

/** The features of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html that the documents use. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((one) => matchesOne(one, value));
  return Object.entries(Object(pattern)).every(([name, inner]) => matches(inner, Object(value)[name]));
}

function matchesOne(matcher: unknown, value: unknown): boolean {
  if (typeof matcher === 'string') return matcher === value;
  const { prefix = '', suffix = '' } = Object(matcher);
  return typeof value === 'string' && value.startsWith(prefix) && value.endsWith(suffix);
}
