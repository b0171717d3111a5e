/** The commands for the access policy, as an identity engineer gives them. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logEvent } from '../../fuzz/fixtures/okta.ts';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { readDocument } from '../markdown.ts';
import { feed, run } from './command.ts';

let folder: string;
let policy: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  policy = join(folder, 'policy.yml');
  copyFileSync(join(__dirname, '../../policy.example.yml'), policy);
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) => run({}, 'policy', ...args);
const explain = (body: string, ...args: string[]) =>
  feed(body, {}, 'policy', 'explain', '-', '--policy', policy, ...args);

const user = { userName: 'ada@example.com' };
const added = plain('identity.group.member-added.v1', { user, group: 'zuora-emea-billing' });

function file(path: string, content: unknown): string {
  const name = join(folder, path);
  mkdirSync(join(name, '..'), { recursive: true });
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

describe('policy check', () => {
  test('finds a sound policy sound', async () => {
    const { exitCode, output } = await cli('check', policy);
    expect([exitCode, output]).toEqual([0, expect.stringContaining('sound, 5 entities, 4 rules')]);
  });

  test('names every problem with its line', async () => {
    const { exitCode, output } = await cli('check', file('unsound.yml', 'version: 2\nusername: mail\n'));
    expect(exitCode).toBe(1);
    expect(output).toContain('unsound.yml:1: version: ');
    expect(output).toContain('unsound.yml:2: username: is read as "email"; write that instead');
  });

  test('says what to do where there is none', async () => {
    const { exitCode, notes } = await cli('check');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('Copy policy.example.yml to it')]);
  });

  test('says what is wrong with a name that leads to none', async () => {
    const { exitCode, notes } = await cli('check', folder);
    expect([exitCode, notes]).toEqual([1, `zuora-access: ${folder}: is a folder; give a file\n`]);
  });
});

describe('policy explain', () => {
  test('tells the source, the person, each rule, and the calls that would be made', async () => {
    const { exitCode, output } = await explain(JSON.stringify(added));
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^source +plain$/m);
    expect(output).toContain('+ emea-billing-group matches: grants germany, france');
    expect(output).toContain('department: not in the event; wanted Customer Success');
    expect(output).toContain('PUT /v1/users/ada%40example.com/request-access in global: germany\n');
    expect(output).toContain('PUT /v1/users/ada%40example.com/request-access in global: france\n');
  });

  test('prints what the documentation shows', async () => {
    const document = readDocument('docs/policy.md');
    const [, body = ''] = /policy explain - [^\n]*<<'EOF'\n(.*?)\nEOF/s.exec(document) ?? [];
    const { output } = await explain(body, '--person', 'country=DE');
    expect(document).toContain(`\`\`\`\n${output.trim()}\n\`\`\``);
  });

  test('tries what is said of the person, and tells a program all of it', async () => {
    const said = ['--person', 'department=Customer Success', '--person', 'userType=Contractor', '--json'];
    const { output } = await explain(JSON.stringify(added), ...said);
    expect(JSON.parse(output)).toMatchObject([
      {
        outcome: 'translated',
        source: 'plain',
        person: { userName: 'ada@example.com', department: 'Customer Success' },
        rules: [{}, {}, { id: 'customer-success', verdict: 'matches' }, { verdict: 'matches' }],
        granted: ['germany', 'france'],
        events: [{ type: 'zuora.user-access.decided.v1', data: { username: 'ada@example.com' } }],
        calls: ['5eed0000000040008000000000000002', '5eed0000000040008000000000000003'].map((target) => ({
          method: 'PUT',
          entityId: '5eed0000000040008000000000000001',
          body: { targetEntityIds: [target] },
        })),
      },
    ]);
  });

  test('tells a revocation as a call in each entity', async () => {
    const written = readFileSync(policy, 'utf8');
    const revoking = file('revoking.yml', written.replace('left: report', 'left: revoke'));
    const event = file('left.event', plain('identity.user.left.v1', { user }));
    const { output } = await cli('explain', event, '--policy', revoking);
    expect(output).toContain('PUT /v1/users/ada%40example.com/deny-access in germany\n');
    expect(output).toContain('PUT /v1/users/ada%40example.com/deny-access in brazil\n');
    expect(output).not.toContain('in global');
  });

  test('tells a denial as a call in its entity, which ends access that the person may have', async () => {
    const written = readFileSync(policy, 'utf8');
    const revoking = file('denying.yml', written.replace('ruleNoLongerMatches: report', 'ruleNoLongerMatches: revoke'));
    const event = file('joined.event', plain('identity.user.joined.v1', { user: { ...user, userType: 'contractor' } }));
    const { output } = await cli('explain', event, '--policy', revoking);
    expect(output).toContain('nothing is granted: rules deny access');
    expect(output).toContain('PUT /v1/users/ada%40example.com/deny-access in japan\n');
  });

  test('tells of several events one by one, and why one of them is bad or means nothing', async () => {
    const { exitCode, output } = await explain(JSON.stringify([added, { x: 1 }, logEvent('user.session.start')]));
    expect(exitCode).toBe(0);
    expect(output).toMatch(/--- 2 of 3 ---\s+source +not recognised\noutcome +dead-letter\nreason +unrecognised-event/);
    expect(output).toMatch(/--- 3 of 3 ---\s+source +okta\noutcome +ignored\nreason +other-type/);
  });

  test('refuses what can be no message', async () => {
    const { exitCode, notes } = await explain('{"a":"\0"}');
    expect([exitCode, notes]).toEqual([
      1,
      expect.stringMatching(/^zuora-access: standard input: contains null bytes, .*\n$/),
    ]);
    const nowhere = await cli('explain', join(folder, 'nowhere.json'), '--policy', policy);
    expect(nowhere.notes).toBe(`zuora-access: ${join(folder, 'nowhere.json')}: there is no such file or folder\n`);
  });

  test('refuses attributes that no event carries, and a policy that is not sound', async () => {
    expect(await explain('{}', '--person', 'mail=ada@example.com')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('is read as "email"'),
    });
    const unsound = file('empty.yml', 'version: 1\n');
    expect(await feed('{}', {}, 'policy', 'explain', '-', '--policy', unsound)).toMatchObject({
      exitCode: 1,
      notes: expect.stringContaining(`problems: run zuora-access policy check '${unsound}'`),
    });
  });
});

describe('policy simulate', () => {
  test('tells what becomes of every file, however deep, whatever is in it', async () => {
    file('events/group.json', added);
    file('events/deep/er/many.json', [plain('identity.user.left.v1', { user }), logEvent('user.session.start')]);
    file('events/not.json', 'no JSON');
    file('events/none.json', []);
    file('events/long.json', ' '.repeat(1_048_577));
    file('events/other.txt', added);
    symlinkSync(join(folder, 'events'), join(folder, 'events/loop.json'));
    const { exitCode, output, notes } = await cli('simulate', join(folder, 'events'), '--policy', policy);
    const rows = output
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(exitCode).toBe(0);
    expect(rows.slice(1)).toEqual([
      [
        'deep/er/many.json',
        'plain',
        'ada@example.com',
        'left',
        'ignored: report-only',
        'report germany, france, japan, brazil',
      ],
      ['deep/er/many.json', 'okta', '-', '-', 'ignored: other-type', '-'],
      ['group.json', 'plain', 'ada@example.com', 'added-to-group', 'translated', 'grant germany, france'],
      ['long.json', '-', '-', '-', 'too-long: longer than 1 MiB', '-'],
      ['none.json', '-', '-', '-', 'no-event', '-'],
      ['not.json', '-', '-', '-', 'dead-letter: not-json', '-'],
    ]);
    expect(notes).toBe(
      '5 files, 4 events. Outcomes: 2 ignored, 1 translated, 1 too-long, 1 no-event, 1 dead-letter. Access: 2 granted, 0 revoked, 4 reported.\n',
    );
  });

  test('tells a program, with totals', async () => {
    file('one/event.json', added);
    const { output } = await cli('simulate', join(folder, 'one/'), '--policy', policy, '--json');
    expect(JSON.parse(output)).toMatchObject({
      rows: [
        {
          file: 'event.json',
          event: 1,
          outcome: 'translated',
          person: 'ada@example.com',
          granted: ['germany', 'france'],
        },
      ],
      totals: { files: 1, events: 1, outcomes: { translated: 1 }, granted: 2, revoked: 0, reported: 0 },
    });
  });

  test('prints no name that steers the terminal', async () => {
    file('hostile/\u001b[31m\nevil.json', added);
    const { output } = await cli('simulate', join(folder, 'hostile'), '--policy', policy);
    expect(output).toContain('\u{FFFD}[31m\u{FFFD}evil.json');
    expect(output).not.toContain('\u001b');
  });

  // Other systems have no such names.
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('goes on after a file and a folder that cannot be read, and fails', async () => {
    file('unreadable/event.json', added);
    const nameless = Buffer.concat([Buffer.from(join(folder, 'unreadable/')), Buffer.from([0xff])]);
    writeFileSync(Buffer.concat([nameless, Buffer.from('.json')]), '{}');
    mkdirSync(nameless);
    const { exitCode, output, notes } = await cli('simulate', join(folder, 'unreadable'), '--policy', policy);
    expect([exitCode, output]).toEqual([
      1,
      expect.stringMatching(/event\.json +plain.*\n.*\.json +- .*error: there is no such file or folder/),
    ]);
    expect(notes).toMatch(/unreadable\/\u{FFFD}: there is no such file or folder\n2 files, 1 event\./u);
  });

  test('fails where there is no such folder', async () => {
    const { exitCode, notes } = await cli('simulate', join(folder, 'nowhere'), '--policy', policy);
    expect([exitCode, notes]).toEqual([
      1,
      `zuora-access: ${join(folder, 'nowhere')}: there is no such file or folder\n`,
    ]);
  });
});
