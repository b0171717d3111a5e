/** What publishers read says what serverless.yml, the contracts and the code say. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { withEventTables } from '../../catalogue/event-tables.ts';
import { generatedFiles } from '../../catalogue/generated-files.ts';
import { readPublishedEvents } from '../../catalogue/published-events.ts';

const root = join(__dirname, '../..');

test('no event lacks its contract, its block or its example, and every generated file is up to date', async () => {
  const checking = promisify(execFile)(process.execPath, [join(root, 'catalogue/main.ts'), '--check']);
  await expect(checking).resolves.toMatchObject({ stderr: '' });
});

test('a worked example is published in the form in which Lambda gets it, one of each function', async () => {
  const { events } = await readPublishedEvents();
  const files = await generatedFiles(events);
  const { Records } = JSON.parse(files.get('events/user-access-revoked.sqs.json') ?? '');
  expect(Records).toHaveLength(1);
  expect(JSON.parse(Records[0].body)).toEqual(
    JSON.parse(readFileSync(join(root, 'events/user-access-revoked.example.json'), 'utf8')),
  );
  expect(Records[0].eventSourceARN).toMatch(/:zuora-access-local-access-revocations$/);
  const samples = [...files.keys()].filter((path) => path.endsWith('.sqs.json'));
  expect(samples).toHaveLength(new Set(events.map(({ operation }) => operation.name)).size);
});

test('the table of events names queue, type, fields, call and files', async () => {
  const { events } = await readPublishedEvents();
  const page = '<!-- operations: written by npm run schemas -->\noutdated<!-- end of operations -->\n';
  const rest = '<!-- identity: written by npm run schemas -->\noutdated<!-- end of identity -->\n';
  const tables = withEventTables(`Before.\n${page}Between.\n${rest}After.`, events);
  expect(tables).toMatch(/^Before\.\n.*\nBetween\.\n.*\nAfter\.$/s);
  expect(tables).not.toContain('outdated');
  expect(tables).toContain(
    '| `access-revocations`<br>`zuora.user-access.revoked.v1` | `username`, `targetEntityIds[]`: each entity revokes its own access, `assignments[]`: only these reasons for access end, `hold`: no later request grants the access again | `PUT /v1/users/{username}/deny-access` | [schema](../events/user-access-revoked.schema.json), [example](../events/user-access-revoked.example.json) |',
  );
  expect(tables).toContain(
    '| `identity.user.left.v1` | `user`, `effectiveAt` | [schema](../events/identity-user-left.schema.json), [example](../events/identity-user-left.example.json) |',
  );
  expect(() => withEventTables('No markers.', events)).toThrow('docs/events.md has no <!-- operations');
});
